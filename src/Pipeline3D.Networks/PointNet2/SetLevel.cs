using System.Collections.Immutable;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>A level of PointNet++: points are gathered in balls around centres, and each ball becomes one
/// feature.</summary>
/// <param name="Centres">Balls.</param>
/// <param name="Radius">Their radius, in the unit of the patches.</param>
/// <param name="Samples">Points of a ball that are looked at.</param>
/// <param name="Widths">Numbers of each layer's output.</param>
public sealed record SetLevel(int Centres, double Radius, int Samples, ImmutableArray<int> Widths);
