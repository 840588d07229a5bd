using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>Training of PPF-FoldNet on scans or scenes: patches shall be made again of their codewords.</summary>
/// <remarks>Source: Deng, Birdal and Ilic 2018, arXiv:1808.10322; a foreign descriptor in Table 4 of Bergmann and
/// Sattlegger 2023. Scans of the split <c>validation</c> choose the epoch. Learns, and does not score:
/// <c>fit.3d-st</c> takes the file as its <c>teacher</c> with <c>teacher_kind: ppf-foldnet</c>. Differs: the reach of a
/// patch is told in mean distances of neighbours, and Adam's rate stays.</remarks>
[Method("ppf-foldnet", Title = "PPF-FoldNet", Paper = "arXiv:1808.10322")]
public sealed class PpfFoldNetLearner : GraphLearner<PpfFoldNetOptions, PpfFoldNetModel>
{
    private protected override string Checkpoint => "ppf-foldnet-checkpoint";

    /// <inheritdoc/>
    public override ScanNeeds Needs(PpfFoldNetOptions options)
        => new() { Readings = Math.Max(4, options.Neighbours + 1) };

    /// <inheritdoc/>
    public override void Save(PpfFoldNetModel model, ArtifactWriter file) => model.Write(file);

    /// <inheritdoc/>
    public override PpfFoldNetModel Load(ArtifactReader file, PpfFoldNetOptions options) => PpfFoldNetModel.Read(file);

    private protected override ITrainingTask Open(PpfFoldNetOptions options, GraphSplit graphs, DeviceLane lane,
        int threads) => new PpfFoldNetTask(options, graphs, lane, threads);

    private protected override PpfFoldNetModel Made(PpfFoldNetOptions options, float[] weights)
        => new(options.Shape, options.PatchPoints, options.Reach, weights);
}
