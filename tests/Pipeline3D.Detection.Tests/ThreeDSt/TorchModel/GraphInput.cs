using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Tests.ThreeDSt.TorchModel;

/// <summary>What the torch form of the network runs on.</summary>
/// <param name="Graph">The cloud with its neighbours; matrices have its order of points.</param>
/// <param name="Scale">One unit of the network in the cloud's unit.</param>
/// <param name="Guard">Where an exception of the aggregation's way back comes up.</param>
internal sealed record GraphInput(PointGraph Graph, double Scale, BackwardGuard Guard);
