using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace SampleMethod.MeanDepth;

/// <summary>Compares the depth of each cell of a coarse grid with that of the training scans.</summary>
/// <remarks>A whole method: this folder is all there is of it. Parts must lie alike before the sensor. Nothing in it is
/// random.</remarks>
[Method("sample-mean-depth", Title = "Mean depth per cell", IsSeeded = false)]
public sealed class MeanDepth : IMethod<MeanDepthOptions, DepthSample, DepthModel>
{
    /// <inheritdoc/>
    public ISampleCodec<DepthSample> Samples { get; } = new DepthSampleCodec();

    /// <inheritdoc/>
    public ScanNeeds Needs(MeanDepthOptions options) => new() { Grid = true, Readings = 16 };

    /// <inheritdoc/>
    public DepthSample Prepare(Scan scan, MeanDepthOptions options, MethodContext context)
    {
        var sums = new double[options.Cells * options.Cells];
        var counts = new int[sums.Length];
        foreach (int i in scan.Readings)
        {
            int cell = CellOf(i, scan, options.Cells);
            sums[cell] += scan.Cloud.Z[i];
            counts[cell]++;
        }
        return new DepthSample([.. sums.Zip(counts, (sum, count) => count == 0 ? float.NaN : (float)(sum / count))]);
    }

    /// <inheritdoc/>
    public IFit<DepthSample, DepthModel> Begin(MeanDepthOptions options) => new DepthFit(options);

    /// <inheritdoc/>
    public Scores Score(DepthModel model, Scan scan, DepthSample sample, MeanDepthOptions options,
        MethodContext context)
    {
        var cells = new float[sample.Depths.Length];
        for (int i = 0; i < cells.Length; i++)
            if (!float.IsNaN(sample.Depths[i]) && model.Deviation[i] > 0)
                cells[i] = MathF.Abs(sample.Depths[i] - model.Mean[i]) / model.Deviation[i];
        var each = new float[scan.Cloud.Count];
        for (int i = 0; i < each.Length; i++)
            each[i] = cells[CellOf(i, scan, options.Cells)];
        return new Scores(cells.Max(), each);
    }

    /// <inheritdoc/>
    public void Save(DepthModel model, ArtifactWriter file)
    {
        file.Add("mean", model.Mean);
        file.Add("deviation", model.Deviation);
    }

    /// <inheritdoc/>
    public DepthModel Load(ArtifactReader file, MeanDepthOptions options) => new(
        file.Floats("mean", options.Cells * options.Cells), file.Floats("deviation", options.Cells * options.Cells));

    private static int CellOf(int pixel, Scan scan, int cells)
        => (pixel / scan.Grid!.Width * cells / scan.Grid.Height * cells)
            + (pixel % scan.Grid.Width * cells / scan.Grid.Width);
}
