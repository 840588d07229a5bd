using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Registration;

/// <summary>How one cloud lies on another.</summary>
/// <param name="Motion">Carries the source onto the target; the identity when nothing was found.</param>
/// <param name="Fitness">Share of the pairs of similar points that agree with the motion, 0 to 1.</param>
/// <param name="Pairs">Number of pairs of similar points.</param>
public sealed record RegistrationResult(Rigid Motion, double Fitness, int Pairs);
