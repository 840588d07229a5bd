namespace Pipeline3D.Detection;

/// <summary>What the torch form of the network runs on.</summary>
/// <param name="Graph">The cloud with its neighbours; matrices have its order of points.</param>
/// <param name="Scale">One unit of the network in the cloud's unit.</param>
public sealed record GraphInput(PointGraph Graph, double Scale);
