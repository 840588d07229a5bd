using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.AnoGan;

/// <summary>f-AnoGAN on voxels: a point's score is how far its voxel is from what generator and encoder make of the
/// whole scan.</summary>
/// <remarks>Sources: Bergmann et al. 2021, The MVTec 3D-AD Dataset; Schlegl et al. 2019, f-AnoGAN. Layers and schedule
/// are a *reconstruction*; README.md beside this file says more.</remarks>
[Method("voxel-gan", Title = "Voxel GAN", Paper = "arXiv:2112.09045")]
public sealed class VoxelGanMethod() : CellNetworkMethod<VoxelGanOptions, CloudSample>(VoxelRepresentation.Instance)
{
    private protected override bool IsGenerator => true;

    private protected override ICellTraining Open(TurnedSamples<CloudSample> samples, VoxelGanOptions options,
        DeviceLane lane) => new AnoGanTask<CloudSample>(samples, options, lane);
}
