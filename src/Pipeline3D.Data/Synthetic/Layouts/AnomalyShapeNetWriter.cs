using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>Anomaly-ShapeNet's tree: <c>pcd/class/{train,test,GT}</c> with <c>class_template0.pcd</c>,
/// <c>class_kind0.pcd</c> and <c>class_kind0.txt</c>, about unit size. The original's meshes are left out.</summary>
internal sealed class AnomalyShapeNetWriter : LayoutWriter
{
    private const int Templates = 4;

    private const float Noise = 2e-4f;

    // Radians: 1 to 7 percent of a closed shape, as in the original.
    private const double MeanReach = 0.42;

    // As the original spells them.
    private static readonly ImmutableArray<string> Kinds =
        ["bending", "broken", "bulge", "concavity", "crak", "hole", "scratch"];

    public override ImmutableArray<string> Categories { get; } =
    [
        "ashtray0", "bag0", "bottle0", "bottle1", "bottle3", "bowl0", "bowl1", "bowl2", "bowl3", "bowl4", "bowl5",
        "bucket0", "bucket1", "cap0", "cap3", "cap4", "cap5", "cup0", "cup1", "eraser0", "headset0", "headset1",
        "helmet0", "helmet1", "helmet2", "helmet3", "jar0", "microphone0", "shelf0", "tap0", "tap1", "vase0", "vase1",
        "vase2", "vase3", "vase4", "vase5", "vase7", "vase8", "vase9",
    ];

    public override ImmutableArray<string> Folders { get; } = ["pcd"];

    public override IEnumerable<SyntheticJob> Plan(string category, SyntheticOptions options)
    {
        string train = Path.Combine("pcd", category, "train"), test = Path.Combine("pcd", category, "test");
        string truth = Path.Combine("pcd", category, "GT");
        for (int i = 0; i < Templates; i++)
        {
            string stem = $"{category}_template{i}";
            yield return new SyntheticJob($"{category}/train/{stem}", [train, test, truth], () => Make(
                category, "positive", options, $"{category}/train/{stem}")
                .WritePcd(Path.Combine(options.Folder, train, stem + ".pcd")));
        }
        IEnumerable<(string Kind, int Index)> scans =
            [.. Deal(["positive"], options.TestGood), .. Deal(Kinds, options.TestDefective)];
        foreach ((string kind, int index) in scans)
        {
            string stem = $"{category}_{kind}{index}";
            yield return new SyntheticJob($"{category}/test/{stem}", [test], () =>
            {
                SampledCloud cloud = Make(category, kind, options, $"{category}/test/{stem}");
                cloud.WritePcd(Path.Combine(options.Folder, test, stem + ".pcd"));
                if (kind != "positive")
                    cloud.WriteTruth(Path.Combine(options.Folder, truth, stem + ".txt"), ",");
            });
        }
    }

    private static SampledCloud Make(string category, string kind, SyntheticOptions options, string name)
    {
        SplitMix64 random = SplitMix64.For(options.Seed, name), shared = SplitMix64.For(options.Seed, category);
        var half = new Vector3(
            (float)shared.Between(0.25, 0.5), (float)shared.Between(0.25, 0.5), (float)shared.Between(0.25, 0.5));
        ClosedShape shape = ClosedShape.Make(half, shared, random);
        if (kind != "positive")
            shape = shape.With(CloudDefect.Draw(kind, shape.Draw(random), MeanReach, random));
        return SampledCloud.Of(shape, options.Points, towards: null, cutAt: null, Noise, random);
    }
}
