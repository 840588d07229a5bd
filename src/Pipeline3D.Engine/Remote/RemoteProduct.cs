using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Remote;

/// <summary>What a reducer made of a group on another machine. Files that it wrote besides lie in the run's
/// folder.</summary>
/// <param name="Worker">Who made it.</param>
/// <param name="Open">Opens the product, as the reducer saved it; null when it could not be made.</param>
/// <param name="Group">What else came of it; its <see cref="FittedGroup.Save"/> is not used.</param>
public sealed record RemoteProduct(string Worker, Func<Stream>? Open, FittedGroup Group);

/// <summary>Why a reducer made nothing.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">What, why and what to do.</param>
/// <param name="Stack">Where in the program; empty when that is known.</param>
public sealed record RemoteFailure(RejectReason Reason, string Message, string Stack);
