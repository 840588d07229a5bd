using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>Training of fully convolutional geometric features on scans or scenes: two views of one scan, turned, cut
/// and shaken, shall be described alike where they are the same place.</summary>
/// <remarks>Source: Choy, Park and Koltun 2019, Fully Convolutional Geometric Features; a foreign descriptor in Table 4
/// of Bergmann and Sattlegger 2023. <c>fit.3d-st</c> takes the file as its <c>teacher</c> with <c>teacher_kind:
/// fcgf</c>. Differs: views are made of one scan, where the authors take pairs of registered scans, and Adam takes the
/// steps.</remarks>
[Method("fcgf", Title = "FCGF", Paper = "Choy et al. 2019")]
public sealed class FcgfLearner : GraphLearner<FcgfOptions, FcgfModel>
{
    private protected override string Checkpoint => "fcgf-checkpoint";

    /// <inheritdoc/>
    public override ScanNeeds Needs(FcgfOptions options)
        => new() { Readings = Math.Max(64, options.Neighbours + 1) };

    /// <inheritdoc/>
    public override void Save(FcgfModel model, ArtifactWriter file) => model.Write(file);

    /// <inheritdoc/>
    public override FcgfModel Load(ArtifactReader file, FcgfOptions options) => FcgfModel.Read(file);

    private protected override ITrainingTask Open(FcgfOptions options, GraphSplit graphs, DeviceLane lane, int threads)
        => new FcgfTask(options, graphs, lane);

    private protected override FcgfModel Made(FcgfOptions options, float[] weights)
        => new(options.Shape, options.Voxel, weights);
}
