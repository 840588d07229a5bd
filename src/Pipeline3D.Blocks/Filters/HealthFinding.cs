using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>One thing that is wrong with a scan.</summary>
/// <param name="Reason">Its code.</param>
/// <param name="Text">The measured value, the training scans' range, and what to do.</param>
internal sealed record HealthFinding(RejectReason Reason, string Text);
