using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Testing.Methods;

/// <summary>Holds a method to the rules of <see cref="MethodRule"/>, without a graph.</summary>
/// <remarks>Learns some ten models of three small scans; give options that make that quick. Works with any test
/// framework: a breach is an exception that names all broken rules.</remarks>
/// <typeparam name="TMethod">The method; it has a constructor without parameters, or one whose parameters <see
/// cref="Services"/> offers.</typeparam>
/// <param name="options">Options for small scans.</param>
public sealed partial class MethodConformance<TMethod>(MethodOptions options) where TMethod : class
{
    private const int FirstTest = 100;

    /// <summary>Makes a normal scan of a seed. Default: <see cref="ConformanceScans.Normal"/>.</summary>
    public Func<int, Scan> Normal { get; init; } = ConformanceScans.Normal;

    /// <summary>Makes its twin with a defect, and the truth of its points. Default: <see
    /// cref="ConformanceScans.Anomalous"/>.</summary>
    public Func<int, Scan> Anomalous { get; init; } = ConformanceScans.Anomalous;

    /// <summary>Scans at the edge. Default: <see cref="ConformanceScans.Unusual"/>.</summary>
    public IReadOnlyDictionary<string, Scan> Unusual { get; init; } = ConformanceScans.Unusual;

    /// <summary>Training scans; default 3. The last one is for validation.</summary>
    public int TrainingScans { get; init; } = 3;

    /// <summary>Pairs of twins; default 4.</summary>
    public int Twins { get; init; } = 4;

    /// <summary>Share of defective scans that must score above their normal twin. Default 1.</summary>
    public double TwinsAtLeast { get; init; } = 1;

    /// <summary>What the points' AUROC must exceed that of random scores by. Default 0.2.</summary>
    public double AboveRandom { get; init; } = 0.2;

    /// <summary>Views that scans get where the method works on them. Default: three turns about x, pictures of 64
    /// pixels.</summary>
    public PointViewOptions Views { get; init; } = new() { Angles = ["-20,0", "0,0", "20,0"], Size = 64, Sample = 0 };

    /// <summary>What the method's constructor may take; null when it takes nothing.</summary>
    public IServiceProvider? Services { get; init; }

    private MethodRunner Method => field ??= (MethodType.Of(typeof(TMethod)) ?? throw new ArgumentException(
        $"{typeof(TMethod).Name} has no [Method(\"id\")]")).Open(Services);

    /// <summary>Checks every rule.</summary>
    /// <returns>How well it told defects from the rest; null for a method that does not score.</returns>
    /// <exception cref="MethodConformanceException">The method breaks rules; all of them are named.</exception>
    public MethodFigures? Check()
    {
        var breaches = new List<MethodBreach>();
        MethodFigures? figures = null;
        foreach (MethodRule rule in Enum.GetValues<MethodRule>())
            if (BreachOf(rule, ref figures) is { } message)
                breaches.Add(new MethodBreach(rule, message));
        return breaches.Count == 0 ? figures
            : throw new MethodConformanceException(typeof(TMethod).Name, [.. breaches]);
    }

    /// <summary>Checks one rule.</summary>
    /// <exception cref="MethodConformanceException">The method breaks it.</exception>
    public void Check(MethodRule rule)
    {
        MethodFigures? figures = null;
        if (BreachOf(rule, ref figures) is { } message)
            throw new MethodConformanceException(typeof(TMethod).Name, [new MethodBreach(rule, message)]);
    }

    private string? BreachOf(MethodRule rule, ref MethodFigures? figures)
    {
        try
        {
            return rule switch
            {
                MethodRule.SavedModelIsTheSame => Saved(),
                MethodRule.ThreadsChangeNothing => Threads(),
                MethodRule.OrderOfScoringChangesNothing => Order(),
                MethodRule.UnusualScansAreRejectedOrScored => AtTheEdge(),
                MethodRule.KeptSampleIsTheSame => Kept(),
                MethodRule.OptionsOfTheFitLeaveSamplesAlone => Untouched(),
                MethodRule.EndedFitGoesOn => Ended(),
                MethodRule.OtherModelsAreRefused => Refused(),
                MethodRule.SeedIsHonest => Seeded(),
                _ => Defects(out figures),
            };
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return $"it threw {cause.GetType().Name}: {cause.Message}";
        }
    }

    // A method that learns from labelled scans gets the defective twins, too.
    private TrainedModel Learn(MethodOptions? with = null, FitRun? run = null, CancellationToken stop = default)
        => Method.Learn(with ?? options, Enumerable.Range(0, TrainingScans).SelectMany(seed =>
        {
            Role role = seed == TrainingScans - 1 && TrainingScans > 2 ? Role.Validation : Role.Train;
            return Method.LearnsFromLabelled(options)
                ? new[] { (Whole(seed), role), (Broken(seed), role) } : [(Whole(seed), role)];
        }), run, stop);

    private Scan Whole(int seed) => Ready(Normal(seed));

    private Scan Broken(int seed) => Ready(Anomalous(seed));

    // Views where they are needed, and the scan has a point to show.
    private Scan Ready(Scan scan)
    {
        int[] own = Method.Needs(options).Views && scan.Views is null ? ScanViewing.OwnOf(scan) : [];
        return own.Length == 0 || !own.All(i => float.IsFinite(scan.Cloud.X[i]) && float.IsFinite(scan.Cloud.Y[i])
            && float.IsFinite(scan.Cloud.Z[i])) ? scan
            : scan with { Views = PointViewer.Of(scan.Cloud, own, ScanViewing.LabelsOf(scan), Views) };
    }

    private static Scores Score(TrainedModel model, Scan scan, int threads = 0)
        => model.Score(scan, new MethodContext { Threads = threads });

    private static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private byte[] SampleBytes(object sample)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            Method.WriteSample(sample, writer);
        return stream.ToArray();
    }

    private T InAFile<T>(byte[] bytes, Func<string, T> use)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Method.Type.Id}.{Guid.NewGuid():N}{ArtifactFile.Extension}");
        File.WriteAllBytes(path, bytes);
        try
        {
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
