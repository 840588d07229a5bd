using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sparse;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>What <see cref="ShapeGuidedMethod"/> learns: an expert on shape, the codes of normal patches, and the
/// colour that is tied to them. A model needs no other file but that of a network of pictures.</summary>
public sealed class ShapeGuidedModel : IDisposable
{
    private const string Prefix = "expert.", CodesName = "codes", ColourName = "looks_at_colour";
    private readonly Lazy<SurfaceExpert> _expert;
    private readonly Lazy<RowIndex> _index;

    internal ShapeGuidedModel(SurfaceWeights weights, FeatureMatrix codes, ColourMemory? colour)
    {
        (Weights, Codes, Colour) = (weights, codes, colour);
        _expert = new(() => new SurfaceExpert(weights.Shape, weights.Numbers));
        _index = new(() => new RowIndex(codes));
    }

    /// <summary>The expert.</summary>
    internal SurfaceWeights Weights { get; }

    /// <summary>Codes of normal patches; shape [m, Code].</summary>
    internal FeatureMatrix Codes { get; }

    /// <summary>Colour; null where shape alone is looked at.</summary>
    internal ColourMemory? Colour { get; }

    /// <summary>How far the points of a scan are from the surfaces that its patches should have.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="options">How.</param>
    /// <param name="leftOut">Nearest codes that are left out: 1 for a training scan.</param>
    /// <param name="lanes">One is entered for the networks.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    internal ShapeScores Score(PatchedScan scan, ShapeGuidedOptions options, int leftOut, SurfaceLanes lanes,
        int threads, CancellationToken stop)
    {
        DeviceLane lane = lanes.Of(Weights.Shape);
        float[] patches = scan.Normalised();
        SurfaceExpert expert = lane.Run(_ => _expert.Value, stop);
        var codes = new FeatureMatrix(scan.Patches, expert.Shape.Code,
            lane.Run(_ => expert.Codes(patches, scan.Size, stop), stop));
        leftOut = Codes.Rows > leftOut ? leftOut : 0;
        int count = Math.Min(options.Nearest, Codes.Rows - leftOut);
        int[] nearest = DictionaryRows.Nearest(_index.Value, codes, count, leftOut, threads, stop);
        SparseCodes found = OrthogonalMatchingPursuit.Solve(codes, Codes, nearest, count, options.NonZeros, threads,
            stop);
        float[] distances = lane.Run(_ => expert.Distances(found.Reconstruction.Values, patches, scan.Size, stop),
            stop);
        return new ShapeScores(PointDistances.Least(scan, distances, options.ZeroIsUnset, threads, stop),
            found.Residual.Max(), nearest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_expert.IsValueCreated)
            _expert.Value.Dispose();
    }

    internal void Save(ArtifactWriter file)
    {
        Weights.Save(file, Prefix);
        file.Add(CodesName, Codes);
        file.AddText(ColourName, Colour is null ? "false" : "true");
        Colour?.Save(file);
    }

    internal static ShapeGuidedModel Load(ArtifactReader file)
    {
        SurfaceWeights weights = SurfaceWeights.Load(file, Prefix);
        FeatureMatrix codes = file.Rows(CodesName, weights.Shape.Code);
        return new ShapeGuidedModel(weights, codes, file.Text(ColourName) == "true"
            ? ColourMemory.Load(file, codes.Rows) : null);
    }
}

/// <summary>Scores of a scan by shape.</summary>
/// <param name="Points">Of each point: its least distance to the surface of a patch that it lies in.</param>
/// <param name="Whole">How badly the worst patch is told by the dictionary.</param>
/// <param name="Codes">Codes that its patches are like, all together.</param>
internal sealed record ShapeScores(float[] Points, float Whole, int[] Codes);
