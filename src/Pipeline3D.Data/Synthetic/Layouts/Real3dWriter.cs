using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Clouds;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>Real3D-AD's tree: <c>category/{train,test,gt}</c> with <c>n_template.pcd</c>, <c>n_kind.pcd</c> and
/// <c>n_kind.txt</c>, millimetres.</summary>
internal sealed class Real3dWriter : LayoutWriter
{
    private const int Templates = 4;

    // Standard deviation of a structured light scanner of this class, millimetres.
    private const float Noise = 0.01f;

    // Radians: 1 to 5 percent of a single-sided scan, as in the original.
    private const double MeanReach = 0.23;

    // A partial scan lacks what lies beyond this share of the half length.
    private const float CutAt = 0.35f;

    // Mean length, width and height of the real classes, millimetres.
    private static readonly ImmutableArray<(string Name, Vector3 Size)> Classes =
    [
        ("airplane", new(34, 14.2f, 31.7f)), ("candybar", new(33, 20, 8)), ("car", new(35, 29, 12.5f)),
        ("chicken", new(25, 14, 20)), ("diamond", new(29, 29, 18.7f)), ("duck", new(30, 22.2f, 29.4f)),
        ("fish", new(37.7f, 24, 4)), ("gemstone", new(22.5f, 18.8f, 17)), ("seahorse", new(38, 11.2f, 3.5f)),
        ("shell", new(21.7f, 22, 7.7f)), ("starfish", new(27.4f, 27.4f, 4.8f)), ("toffees", new(38, 12, 10)),
    ];

    public override ImmutableArray<string> Categories { get; } = [.. Classes.Select(one => one.Name)];

    public override IEnumerable<SyntheticJob> Plan(string category, SyntheticOptions options)
    {
        string train = Path.Combine(category, "train"), test = Path.Combine(category, "test");
        string truth = Path.Combine(category, "gt");
        for (int i = 0; i < Templates; i++)
        {
            string stem = $"{i + 1}_template";
            yield return new SyntheticJob($"{category}/train/{stem}", [train, test, truth], () => Make(
                category, "good", options, $"{category}/train/{stem}", stitched: true)
                .WritePcd(Path.Combine(options.Folder, train, stem + ".pcd")));
        }
        IEnumerable<(string Kind, int Index)> scans =
            [.. Deal(["good", "good_cut"], options.TestGood),
                .. Deal(["bulge", "bulge_cut", "sink", "sink_cut"], options.TestDefective)];
        int number = Templates;
        foreach ((string kind, _) in scans)
        {
            string stem = $"{++number}_{kind}";
            yield return new SyntheticJob($"{category}/test/{stem}", [test], () =>
            {
                SampledCloud cloud = Make(category, kind, options, $"{category}/test/{stem}", stitched: false);
                cloud.WritePcd(Path.Combine(options.Folder, test, stem + ".pcd"));
                if (!kind.StartsWith("good", StringComparison.Ordinal))
                    cloud.WriteTruth(Path.Combine(options.Folder, truth, stem + ".txt"), " ");
            });
        }
    }

    private static SampledCloud Make(string category, string kind, SyntheticOptions options, string name, bool stitched)
    {
        SplitMix64 random = SplitMix64.For(options.Seed, name);
        Vector3 half = Classes.First(one => one.Name == category).Size / 2;
        ClosedShape shape = ClosedShape.Make(half, SplitMix64.For(options.Seed, category), random);
        // The flat side lies on the table, and the sensor looks down on the other one.
        var view = Vector3.Normalize(new Vector3(
            (float)random.Between(-0.2, 0.2), (float)random.Between(-0.2, 0.2), random.NextSign()));
        string[] parts = kind.Split('_');
        if (parts[0] != "good")
            shape = shape.With(CloudDefect.Draw(parts[0], view, MeanReach, random));
        return SampledCloud.Of(shape, stitched ? 2 * options.Points : options.Points, stitched ? null : view,
            parts.Length > 1 ? CutAt : null, Noise, random);
    }
}
