using System.Security.Cryptography;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Clip;

/// <summary>What a file says of its CLIP model, from names and shapes alone: no number is read, libtorch is not
/// needed.</summary>
/// <param name="Shape">Sizes of the towers asked for.</param>
/// <param name="Report">What it was found in, and by which rules.</param>
/// <param name="Fit">What is missing, too much or misshapen.</param>
/// <param name="Nearest">The published model of the same sizes, or the nearest one and where it differs.</param>
public sealed record ClipInspection(ClipShape Shape, ClipReport Report, LoadReport Fit, string Nearest)
{
    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="loading">What is asked of it; null: both towers.</param>
    /// <exception cref="WeightFormatException">It holds no CLIP model, or one whose sizes cannot be told.</exception>
    /// <remarks>Cost: one pass over the file for its hash.</remarks>
    public static ClipInspection Of(WeightFile file, ClipLoading? loading = null)
        => Of(file, loading ?? new ClipLoading(), out _, out _);

    /// <summary>Sizes of a file's towers, without its hash: a moment for files of any size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="loading">What is asked of it.</param>
    /// <exception cref="IOException">The file is not there, or holds no CLIP model whose sizes can be told.</exception>
    public static ClipShape ShapeOf(string path, ClipLoading loading)
    {
        try
        {
            using WeightFile file = WeightFile.Open(path);
            var names = new ClipNames(file);
            return new ClipMeasure(file, names, new ClipRules(file, names, loading, known: null)).Measure(loading);
        }
        catch (WeightFormatException cause)
        {
            throw new IOException(cause.Message, cause);
        }
    }

    internal static ClipInspection Of(WeightFile file, ClipLoading loading, out ClipNames names,
        out IReadOnlyList<(string Name, long[] Shape)> expected)
    {
        names = new ClipNames(file);
        string sha256;
        using (FileStream stream = File.OpenRead(file.FilePath))
            sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        ClipPublished? known = ClipPublished.OfHash(sha256);
        var rules = new ClipRules(file, names, loading, known);
        var measure = new ClipMeasure(file, names, rules);
        ClipShape shape = measure.Measure(loading);
        expected = [.. measure.Expected(shape)];
        var warnings = new List<string>(rules.Warnings);
        if (known is null && ClipPublished.OfName(file.FilePath) is { } meant)
            warnings.Add($"it is called {meant.FileName}, but its sha256 is {sha256} and not {meant.Sha256}: it is "
                + "another file, or damaged");
        var report = new ClipReport(file.FilePath, names.Layout, sha256,
            known is null ? "" : $"{known.Model} ({known.FileName})", rules.ActivationRule, rules.IsSure,
            rules.HeadsRule, [.. names.Surplus], [.. warnings]);
        return new ClipInspection(shape, report, Compare(file, names, shape, expected), ClipSizes.Nearest(shape));
    }

    private static LoadReport Compare(WeightFile file, ClipNames names, ClipShape shape,
        IReadOnlyList<(string Name, long[] Shape)> expected)
    {
        // Of a tower that was not asked for nothing is compared; of queries, keys and values all are needed.
        IEnumerable<KeyValuePair<string, ClipSource>> given = names.Sources.Where(item => item.Key != "logit_scale"
            && !item.Value.Names.Contains("") && (item.Key.StartsWith("visual.", StringComparison.Ordinal)
            ? shape.Vision : (object?)shape.Text) is not null);
        return LoadReport.Compare(expected, given.Select(item => (item.Key, item.Value.Shape(file))));
    }
}
