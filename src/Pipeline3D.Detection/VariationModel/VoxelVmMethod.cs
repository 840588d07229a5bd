using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.VariationModel;

/// <summary>The variation model of voxels.</summary>
/// <remarks>Grids and clouds alike: a point takes the score of its voxel.</remarks>
[Method("voxel-vm", Title = "Voxel VM", Paper = "arXiv:2112.09045")]
public sealed class VoxelVmMethod() : VariationMethod<VoxelVmOptions, CloudSample>(VoxelRepresentation.Instance);
