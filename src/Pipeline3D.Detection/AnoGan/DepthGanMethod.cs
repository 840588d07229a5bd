using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.AnoGan;

/// <summary>f-AnoGAN on depth pictures: a pixel's score is how far it is from what generator and encoder make of the
/// whole picture.</summary>
/// <remarks>Sources: Bergmann et al. 2021, The MVTec 3D-AD Dataset; Schlegl et al. 2019, f-AnoGAN. Layers and schedule
/// are a *reconstruction*; README.md beside this file says more. Scans on a grid only.</remarks>
[Method("depth-gan", Title = "Depth GAN", Paper = "arXiv:2112.09045")]
public sealed class DepthGanMethod() : CellNetworkMethod<DepthGanOptions, DistancePicture>(
    DepthRepresentation.Instance)
{
    private protected override bool IsGenerator => true;

    private protected override ICellTraining Open(TurnedSamples<DistancePicture> samples, DepthGanOptions options,
        DeviceLane lane) => new AnoGanTask<DistancePicture>(samples, options, lane);
}
