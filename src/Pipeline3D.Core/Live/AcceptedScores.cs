namespace Pipeline3D.Core.Live;

/// <summary>The scores of the normal scans that a threshold was set on, taken to be normally distributed: what the
/// scores of a line are held against.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Scans">How many there were.</param>
public sealed record AcceptedScores(double Mean, double Deviation, int Scans);
