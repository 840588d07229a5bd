using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Autoencoders;

/// <summary>An auto-encoder of voxels: a point's score is how far its voxel is from what the network makes of the whole
/// scan.</summary>
/// <remarks>Source: Bergmann et al. 2021, The MVTec 3D-AD Dataset. Layers and schedule are a *reconstruction*;
/// README.md beside this file says more. Occupied voxels count by the share of empty ones.</remarks>
[Method("voxel-ae", Title = "Voxel AE", Paper = "arXiv:2112.09045")]
public sealed class VoxelAeMethod() : CellNetworkMethod<VoxelAeOptions, CloudSample>(VoxelRepresentation.Instance)
{
    private protected override bool IsGenerator => false;

    private protected override ICellTraining Open(TurnedSamples<CloudSample> samples, VoxelAeOptions options,
        DeviceLane lane) => new CellAutoencoderTask<CloudSample>(samples, options, weighs: true, lane);
}
