using System.Numerics;
using Pipeline3D.Data.Synthetic.Defects;
using Pipeline3D.Data.Synthetic.Parts;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>One scan of a category as the layouts write it: reading, ideal image and defects.</summary>
/// <param name="Reading">What the sensor returned.</param>
/// <param name="Image">What an ideal sensor would have seen.</param>
/// <param name="Sound">The ideal image of the same instance without defects; the same object for a good scan.</param>
/// <param name="Mask">Shape [Height, Width]: 0 = unchanged, else 1 + index of the kind in <paramref
/// name="Kinds"/>.</param>
/// <param name="Kinds">Kinds of defects of the scan, in the order they were applied; none for a good scan.</param>
internal sealed record SyntheticScan(
    SensorReading Reading, SurfaceImage Image, SurfaceImage Sound, byte[] Mask, IReadOnlyList<string> Kinds)
{
    private const int Tries = 20;

    private const int MinimumPixels = 8;

    /// <summary>Makes a scan. All that varies follows from the seed and the name.</summary>
    /// <param name="model">Category.</param>
    /// <param name="kind">Kind of defect, <c>good</c>, or <c>combined</c> for two different ones.</param>
    /// <param name="longestSide">Pixels of the longer side; the shorter keeps the category's proportion.</param>
    /// <param name="seed">Seed of the dataset.</param>
    /// <param name="name">Place of the scan in the dataset, for example <c>bagel/test/hole/007</c>.</param>
    public static SyntheticScan Make(PartModel model, string kind, int longestSide, ulong seed, string name)
    {
        SplitMix64 random = SplitMix64.For(seed, name);
        ScanView view = View(model, longestSide, random);
        var part = new PlacedPart(model, random);
        SurfaceImage sound = SurfaceRenderer.Render(view, part);
        string[] kinds = Chosen(model, kind, random);
        var mask = new byte[view.Width * view.Height];
        SurfaceImage image = sound;
        for (int i = 0; i < kinds.Length; i++)
            (part, image) = Spoil(model, part, image, kinds[i], mask, (byte)(i + 1), random, name);
        return new SyntheticScan(SensorReading.Of(image, random), image, sound, mask, kinds);
    }

    // Adds one defect; a pixel's id is that of the first defect that changed it.
    private static (PlacedPart Part, SurfaceImage Image) Spoil(PartModel model, PlacedPart part, SurfaceImage before,
        string kind, byte[] mask, byte id, SplitMix64 random, string name)
    {
        for (int i = 0; i < Tries; i++)
        {
            PlacedPart spoilt = part.With(new DefectPlacer(model, part, before.View.Spacing, random).Place(kind));
            SurfaceImage after = SurfaceRenderer.Render(before.View, spoilt);
            int[] changed = [.. Enumerable.Range(0, mask.Length).Where(pixel => after.Differs(before, pixel))];
            int[] fresh = [.. changed.Where(pixel => mask[pixel] == 0)];
            // A defect that hardly shows, or lies mostly within an earlier one, is drawn again.
            if (fresh.Length < MinimumPixels || 2 * fresh.Length < changed.Length)
                continue;
            foreach (int pixel in fresh)
                mask[pixel] = id;
            return (spoilt, after);
        }
        throw new InvalidOperationException(
            $"{name}: no visible {kind} was found in {Tries} tries; render at more pixels than {before.View.Width}");
    }

    private static string[] Chosen(PartModel model, string kind, SplitMix64 random)
    {
        if (kind == "good")
            return [];
        if (kind != "combined")
            return [kind];
        string[] single = [.. model.Defects.Where(defect => defect is not "combined")];
        int first = random.NextInt(single.Length),
            second = (first + 1 + random.NextInt(single.Length - 1)) % single.Length;
        // A bend moves material and with it whatever lies on it, so it comes first.
        return single[second] == "bent" ? [single[second], single[first]] : [single[first], single[second]];
    }

    private static ScanView View(PartModel model, int longestSide, SplitMix64 random)
    {
        double scale = (double)longestSide / Math.Max(model.FullWidth, model.FullHeight);
        int width = Math.Max(1, (int)Math.Round(model.FullWidth * scale));
        int height = Math.Max(1, (int)Math.Round(model.FullHeight * scale));
        return new ScanView
        {
            Width = width,
            Height = height,
            Focal = Focal(model, width),
            Distance = model.StandOff * random.Between(0.992, 1.008),
            TiltX = random.Between(-0.05, 0.05),
            TiltY = random.Between(-0.05, 0.05),
            Projector = new Vector3((float)(0.2 * model.StandOff), 0.01f, 0),
        };
    }

    /// <summary>Focal length in pixels: one for all scans of a category.</summary>
    public static double Focal(PartModel model, int width) => model.StandOff * width / model.FieldWidth;
}
