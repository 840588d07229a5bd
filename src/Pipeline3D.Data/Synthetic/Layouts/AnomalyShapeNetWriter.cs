using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Meshes;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>Anomaly-ShapeNet's tree: <c>pcd/class/{train,test,GT}</c> with <c>class_template0.pcd</c>,
/// <c>class_kind0.pcd</c> and <c>class_kind0.txt</c>, about unit size, and the draw of each anomaly as
/// <c>GT/class_kind0.json</c>. The original's meshes are left out.</summary>
internal sealed class AnomalyShapeNetWriter : LayoutWriter
{
    private const int Templates = 4;

    // Standard deviation of a point along the normal, and the radius of the bodies.
    private const float Noise = 2e-4f, Radius = 0.5f;

    // As most files of the original spell them.
    private static readonly ImmutableArray<(string Name, AnomalyKind Kind)> Kinds =
    [
        ("bulge", AnomalyKind.Bulge), ("concavity", AnomalyKind.Concavity), ("hole", AnomalyKind.Hole),
        ("broken", AnomalyKind.Break), ("bending", AnomalyKind.Bending), ("crack", AnomalyKind.Crack),
    ];

    private static readonly ImmutableArray<string> Originals =
    [
        "ashtray0", "bag0", "bottle0", "bottle1", "bottle3", "bowl0", "bowl1", "bowl2", "bowl3", "bowl4", "bowl5",
        "bucket0", "bucket1", "cap0", "cap3", "cap4", "cap5", "cup0", "cup1", "eraser0", "headset0", "headset1",
        "helmet0", "helmet1", "helmet2", "helmet3", "jar0", "microphone0", "shelf0", "tap0", "tap1", "vase0", "vase1",
        "vase2", "vase3", "vase4", "vase5", "vase7", "vase8", "vase9",
    ];

    private readonly IReadOnlyDictionary<string, ShapeClass> _classes;

    public AnomalyShapeNetWriter()
        : this(Originals, Originals.ToDictionary(name => name, ShapeClass.Made))
    {
    }

    private AnomalyShapeNetWriter(
        ImmutableArray<string> categories, IReadOnlyDictionary<string, ShapeClass> classes)
        => (Categories, _classes) = (categories, classes);

    public override ImmutableArray<string> Categories { get; }

    public override ImmutableArray<string> Folders { get; } = ["pcd"];

    public override LayoutWriter With(SyntheticOptions options)
    {
        if (options.Meshes.Length == 0)
            return this;
        ImmutableArray<(string Name, string File)> found = ShapeClass.In(options.Meshes, options.ShapesPerFolder,
            ScanFormats.Own);
        return new AnomalyShapeNetWriter([.. found.Select(one => one.Name)],
            Read([.. found.Where(one => options.Categories.IsDefaultOrEmpty
                || options.Categories.Contains(one.Name))], options));
    }

    public override IEnumerable<SyntheticJob> Plan(string category, SyntheticOptions options)
    {
        string train = Path.Combine("pcd", category, "train"), test = Path.Combine("pcd", category, "test");
        string truth = Path.Combine("pcd", category, "GT");
        ShapeClass shape = _classes[category];
        for (int i = 0; i < Templates; i++)
        {
            string stem = $"{category}_template{i}";
            yield return new SyntheticJob($"{category}/train/{stem}", [train, test, truth], () => Sound(
                shape, options, $"{category}/train/{stem}").WritePcd(Path.Combine(options.Folder, train,
                stem + ".pcd")));
        }
        for (int i = 0; i < options.TestGood; i++)
        {
            string stem = $"{category}_positive{i}";
            yield return new SyntheticJob($"{category}/test/{stem}", [test], () => Sound(
                shape, options, $"{category}/test/{stem}").WritePcd(Path.Combine(options.Folder, test,
                stem + ".pcd")));
        }
        foreach ((string kind, int index) in Deal([.. Kinds.Select(one => one.Name)], options.TestDefective))
        {
            string stem = $"{category}_{kind}{index}";
            yield return new SyntheticJob($"{category}/test/{stem}", [test], () =>
            {
                AnomalyFound<SampledCloud> found = Spoilt(shape, kind, options, $"{category}/test/{stem}");
                found.Made!.WritePcd(Path.Combine(options.Folder, test, stem + ".pcd"));
                found.Made.WriteTruth(Path.Combine(options.Folder, truth, stem + ".txt"), ",");
                DatasetFile.WriteText(Path.Combine(options.Folder, truth, stem + ".json"), DrawText.Of(found,
                    Radius, options.Meshes.Length == 0 ? "" : Path.GetRelativePath(options.Meshes, shape.Source)));
            });
        }
    }

    private static SampledCloud Sound(ShapeClass shape, SyntheticOptions options, string name)
    {
        SplitMix64 random = SplitMix64.For(options.Seed, name);
        return Sample(SpoiltMesh.Sound(shape.Mesh(options, random)), options, random);
    }

    private static AnomalyFound<SampledCloud> Spoilt(
        ShapeClass shape, string kind, SyntheticOptions options, string name)
    {
        SplitMix64 random = SplitMix64.For(options.Seed, name);
        SurfaceMesh mesh = shape.Mesh(options, random);
        AnomalyFound<SampledCloud> found = MeshAnomalies.Find(Kinds.First(one => one.Name == kind).Kind, mesh,
            new SynthesisRules(), random, spoilt => Sample(spoilt, options, random), options.Points);
        return found.Draw is not null ? found : throw new SyntheticWriteException(
            shape.Source.Length > 0 ? shape.Source : name, $"{found.Problem}; leave this class out");
    }

    private static SampledCloud Sample(SpoiltMesh mesh, SyntheticOptions options, SplitMix64 random)
        => SampledCloud.Of(mesh, options.Points, Radius, Noise, random);

    // All files are read before anything is written, so that one that cannot be used is told at once, with all others.
    private static Dictionary<string, ShapeClass> Read(
        ImmutableArray<(string Name, string File)> files, SyntheticOptions options)
    {
        var read = new ConcurrentDictionary<string, ShapeClass>(StringComparer.Ordinal);
        var remarks = new ConcurrentDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var problems = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism }, one =>
        {
            try
            {
                (SurfaceMesh mesh, remarks[one.Name]) = MeshRepair.Of(ScanFormats.Own.ReadCloud(one.File,
                    FormatLimits.Default), one.File);
                read[one.Name] = ShapeClass.Read(one.Name, one.File, mesh);
            }
            catch (FormatException3D cause)
            {
                problems[one.Name] = cause.Message;
            }
        });
        foreach ((string name, _) in files)
            foreach (string remark in remarks.GetValueOrDefault(name, []))
                options.Remarks?.Report(remark);
        if (!problems.IsEmpty)
            throw new SyntheticWriteException(options.Meshes,
                $"{problems.Count} of {files.Length} meshes cannot be used; mend them, or choose among the others by "
                + "their categories:" + string.Concat(problems.OrderBy(problem => problem.Key, StringComparer.Ordinal)
                    .Select(problem => $"\n  {problem.Value}")));
        return new(read, StringComparer.Ordinal);
    }
}
