using Pipeline3D.Detection.Cells;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Autoencoders;

/// <summary>An auto-encoder of depth pictures: a pixel's score is how far it is from what the network makes of the
/// whole picture.</summary>
/// <remarks>Source: Bergmann et al. 2021, The MVTec 3D-AD Dataset. Layers and schedule are a *reconstruction*;
/// README.md beside this file says more. Scans on a grid only.</remarks>
[Method("depth-ae", Title = "Depth AE", Paper = "arXiv:2112.09045")]
public sealed class DepthAeMethod() : CellNetworkMethod<DepthAeOptions, DistancePicture>(DepthRepresentation.Instance)
{
    private protected override bool IsGenerator => false;

    private protected override ICellTraining Open(TurnedSamples<DistancePicture> samples, DepthAeOptions options,
        DeviceLane lane) => new CellAutoencoderTask<DistancePicture>(samples, options, weighs: false, lane);
}
