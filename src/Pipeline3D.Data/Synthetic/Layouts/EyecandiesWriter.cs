using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Parts;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>Eyecandies' tree: <c>Class/{train,val,test_public}/data/NNN_item</c> with 17 items per sample.</summary>
internal sealed class EyecandiesWriter : LayoutWriter
{
    private const int OriginalSide = 512;

    private const double OriginalFocal = 711.11;

    // Candies are rendered ten times larger than life: readers scale them by 0.1.
    private const float WorldScale = 10;

    // Directions to the lamps of image_0 to image_4 in the camera's frame, and the share of light from everywhere.
    private static readonly ImmutableArray<(Vector3 Lamp, float Even)> Lights =
    [
        (new(0, 0, -1), 0.25f), (new(0, 0.7f, -0.7f), 0.1f), (new(0.7f, 0, -0.7f), 0.1f), (new(0, -0.7f, -0.7f), 0.1f),
        (new(-0.7f, 0, -0.7f), 0.1f), (new(0, 0, -1), 1),
    ];

    // The part that stands in for each candy, by likeness of outline.
    private static readonly ImmutableArray<(string Class, string Part)> Classes =
    [
        ("CandyCane", "rope"), ("ChocolateCookie", "cookie"), ("ChocolatePraline", "potato"), ("Confetto", "peach"),
        ("GummyBear", "cable_gland"), ("HazelnutTruffle", "bagel"), ("LicoriceSandwich", "foam"),
        ("Lollipop", "carrot"), ("Marshmallow", "dowel"), ("PeppermintCandy", "tire"),
    ];

    // The masks' names, and the kind of defect that makes each.
    private static readonly ImmutableArray<(string Mask, string Kind)> Masks =
        [("bumps", "contamination"), ("colors", "color"), ("dents", "hole"), ("normals", "scratch")];

    public override ImmutableArray<string> Categories { get; } = [.. Classes.Select(one => one.Class)];

    public override IEnumerable<SyntheticJob> Plan(string category, SyntheticOptions options)
    {
        PartModel model = Model(category);
        IEnumerable<(string Split, string Kind, int Index)> scans =
        [
            .. Enumerable.Range(0, options.Train).Select(index => ("train", "good", index)),
            .. Enumerable.Range(0, options.Validation).Select(index => ("val", "good", index)),
            .. Enumerable.Range(0, options.TestGood).Select(index => ("test_public", "good", index)),
            .. Deal([.. Masks.Select(mask => mask.Kind)], options.TestDefective)
                .Select((scan, index) => ("test_public", scan.Kind, options.TestGood + index)),
        ];
        foreach ((string split, string kind, int index) in scans)
        {
            // The original counts training samples with three digits and all others with two.
            string prefix = index.ToString(split == "train" ? "D3" : "D2", CultureInfo.InvariantCulture);
            string folder = Path.Combine(category, split, "data");
            string name = $"{category}/{split}/data/{prefix}";
            yield return new SyntheticJob(name, [folder], () => WriteSample(
                SyntheticScan.Make(model, kind, options.LongestSide ?? OriginalSide, options.Seed, name),
                Path.Combine(options.Folder, folder, prefix + "_")));
        }
    }

    /// <summary>The model behind a class.</summary>
    internal static PartModel Model(string category)
        => new SquarePart(PartCatalog.Find(Classes.First(one => one.Class == category).Part));

    private static void WriteSample(SyntheticScan scan, string stem)
    {
        SurfaceImage image = scan.Image;
        for (int i = 0; i < Lights.Length; i++)
        {
            (Vector3 lamp, float even) = Lights[i];
            Png($"{stem}image_{i}.png", image, 3, PerPixel(image,
                pixel => 255 * image.Shade(pixel, Vector3.Normalize(lamp), even)));
        }
        // Stored with y up and z towards the viewer, -1 to 1 on 0 to 255.
        Png($"{stem}normals.png", image, 3, PerPixel(image,
            pixel => 127.5f * (Vector3.One + image.Normal[pixel] * new Vector3(1, -1, -1))));
        WriteDepth(image, stem);
        foreach ((string mask, string kind) in Masks)
            Png($"{stem}{mask}_mask.png", image, 1, scan.Kinds.Contains(kind) ? White(scan.Mask)
                : new byte[scan.Mask.Length]);
        Png($"{stem}mask.png", image, 1, White(scan.Mask));
        DatasetFile.WriteText($"{stem}metadata.yaml", $"anomalous: {(scan.Kinds.Count > 0 ? 1 : 0)}\n");
        DatasetFile.WriteText($"{stem}obj_params.yaml", "generator: pipeline3d synth\n");
        // The camera looks straight down from the height of the table's distance; this matrix is its own inverse.
        DatasetFile.WriteText($"{stem}pose.txt", string.Create(CultureInfo.InvariantCulture,
            $"1 0 0 0\n0 -1 0 0\n0 0 -1 {image.View.Distance * WorldScale:R}\n0 0 0 1\n"));
    }

    private static void WriteDepth(SurfaceImage image, string stem)
    {
        float low = image.Depth.Min() * WorldScale, high = image.Depth.Max() * WorldScale;
        ushort[] depth = [.. image.Depth.Select(
            z => (ushort)MathF.Round((z * WorldScale - low) / (high - low) * 65535))];
        DatasetFile.Write($"{stem}depth.png",
            path => PngWriter.Write16(path, image.View.Width, image.View.Height, 1, depth));
        DatasetFile.WriteText($"{stem}info_depth.yaml", string.Create(
            CultureInfo.InvariantCulture, $"normalization:\n  max: {high:R}\n  min: {low:R}\n"));
    }

    private static byte[] PerPixel(SurfaceImage image, Func<int, Vector3> colour)
    {
        var bytes = new byte[3 * image.Depth.Length];
        for (int pixel = 0; pixel < image.Depth.Length; pixel++)
        {
            Vector3 value = colour(pixel);
            for (int channel = 0; channel < 3; channel++)
                bytes[3 * pixel + channel] = (byte)Math.Clamp(MathF.Round(value[channel]), 0, 255);
        }
        return bytes;
    }

    private static byte[] White(byte[] mask) => [.. mask.Select(id => id == 0 ? (byte)0 : (byte)255)];

    private static void Png(string path, SurfaceImage image, int channels, byte[] samples)
        => DatasetFile.Write(path, target => PngWriter.Write(target, image.View.Width, image.View.Height, channels,
            samples));

    /// <summary>A part under Eyecandies' camera: square images of its one focal length.</summary>
    private sealed class SquarePart(PartModel part) : PartModel
    {
        public override string Name => part.Name;

        public override int FullWidth => OriginalSide;

        public override int FullHeight => OriginalSide;

        public override double FieldWidth => part.FieldWidth;

        public override double StandOff => part.FieldWidth * OriginalFocal / OriginalSide;

        public override ImmutableArray<string> Defects { get; } = [.. Masks.Select(mask => mask.Kind)];

        public override double OutlineNoise => part.OutlineNoise;

        public override double SwellNoise => part.SwellNoise;

        public override double Roughness => part.Roughness;

        public override double MaxTurn => part.MaxTurn;

        public override PartShape Make(SplitMix64 random) => part.Make(random);
    }
}
