using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.VariationModel;

/// <summary>The variation model of depth pictures.</summary>
/// <remarks>Scans on a grid only.</remarks>
[Method("depth-vm", Title = "Depth VM", Paper = "arXiv:2112.09045")]
public sealed class DepthVmMethod() : VariationMethod<DepthVmOptions, DistancePicture>(DepthRepresentation.Instance);
