using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>A fit of Shape-Guided: the expert, where none is given, then the dictionary, then how colour is
/// aligned.</summary>
internal sealed class ShapeGuidedFit(ShapeGuidedOptions options, string expertHash, SurfaceLanes lanes)
    : IFit<PatchedScan, ShapeGuidedModel>
{
    private readonly List<string> _categories = [];
    private string? _weightsHash;

    public bool ReadsAgain => true;

    public void Add(PatchedScan sample, Role role, MethodContext context)
    {
        if (sample.Colour is not null)
            SameWeights.Require(sample.WeightsHash, _weightsHash ??= sample.WeightsHash);
        _categories.Add(context.Item.Category);
    }

    public ShapeGuidedModel Complete(IReadOnlyList<KeptSample<PatchedScan>> samples, FitRun run, CancellationToken stop)
    {
        SurfaceWeights weights = options.Weights.Length == 0
            ? SurfaceExpertFit.Run(options, samples, _categories, "shape-guided-checkpoint", run, lanes, stop)
            : SurfaceWeights.Read(options.Weights, options.Shape);
        if (options.Weights.Length > 0)
        {
            run.Fact("expert", options.Weights);
            run.Fact("expert_sha256", expertHash);
        }
        Func<PatchedScan>[] train = [.. samples.Where(sample => sample.Role == Role.Train).Select(sample
            => sample.Read)];
        var codes = new FeatureCollector();
        var ties = new ColourTies(options);
        DeviceLane lane = lanes.Of(weights.Shape);
        using (SurfaceExpert expert = lane.Run(_ => new SurfaceExpert(weights.Shape, weights.Numbers), stop))
            foreach (Func<PatchedScan> read in train)
            {
                PatchedScan scan = read();
                float[] patches = scan.Normalised();
                codes.Add(new FeatureMatrix(scan.Patches, weights.Shape.Code, lane.Run(_ => expert.Codes(patches,
                    scan.Size, stop), stop)));
                if (options.LooksAtColour)
                    ties.Add(scan);
            }
        FeatureMatrix all = codes.Join();
        run.Fact("codes", $"{all.Rows}");
        if (!options.LooksAtColour)
            return new ShapeGuidedModel(weights, all, null);
        ColourMemory colour = ties.Join(_weightsHash!);
        run.Fact("colour_rows", $"{colour.Rows.Rows}");
        using var apart = new ShapeGuidedModel(weights, all, colour);
        ScoreAlignment alignment = Align(apart, train, run, stop);
        return new ShapeGuidedModel(weights, all, colour with { Alignment = alignment });
    }

    public void Dispose()
    {
    }

    // Scores of training scans, each without its own rows, say in which range each kind of score lies.
    private ScoreAlignment Align(ShapeGuidedModel model, Func<PatchedScan>[] train, FitRun run, CancellationToken stop)
    {
        new SplitMix64(options.Seed ?? 0, 0).Shuffle(train.AsSpan());
        (List<float> shape, List<float> colour) = ([], []);
        foreach (Func<PatchedScan> read in train.Take(options.AlignmentScans))
        {
            (float[] one, float[] other) = ShapeGuidedScoring.Maps(model, read(), options, 1, lanes,
                run.Threads, stop);
            shape.AddRange(one);
            colour.AddRange(other);
        }
        return ScoreAlignment.Of([.. shape], [.. colour]);
    }
}
