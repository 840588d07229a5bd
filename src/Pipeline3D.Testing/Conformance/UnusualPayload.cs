namespace Pipeline3D.Testing.Conformance;

/// <summary>A payload at the edge of what a block can take: NaN, one point, huge values, nothing in it.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="Name">What is unusual, for messages.</param>
/// <param name="Make">Makes it anew at each call.</param>
/// <param name="Outcome">What must become of it.</param>
public sealed record UnusualPayload<T>(string Name, Func<T> Make, Outcome Outcome = Outcome.Either);
