using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>What a look at the headers tells of the rendered views of one category, before anything is
/// scored.</summary>
/// <param name="Category">The category.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="Views">Views that every sample must have.</param>
/// <param name="Sizes">Sizes of the pictures, columns and rows.</param>
/// <param name="HasLabels">Whether there are labels of views, which training needs.</param>
/// <param name="HasFlags">Whether every view of the first whole sample flags points as visible; null without such a
/// sample.</param>
/// <param name="Broken">Samples that cannot be used, and why.</param>
public sealed record RenderedClass(string Category, int Samples, int Views,
    IReadOnlyList<(int Width, int Height)> Sizes, bool HasLabels, bool? HasFlags,
    IReadOnlyList<(string Sample, string Why)> Broken)
{
    private const int Told = 5;

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        string sizes = Sizes.Count == 0 ? "no pictures"
            : string.Join(" and ", Sizes.Select(size => $"{size.Width} x {size.Height}"));
        string flags = HasFlags switch { null => "unknown", true => "yes", false => "no" };
        string broken = Broken.Count == 0 ? "all whole" : $"{Broken.Count} not whole: "
            + string.Join("; ", Broken.Take(Told).Select(sample => $"{sample.Sample} {sample.Why}"))
            + (Broken.Count > Told ? $"; and {Broken.Count - Told} more" : "");
        return $"{Category}: {Samples} samples of {Views} views, {sizes}, flags: {flags}, labels of views: "
            + $"{(HasLabels ? "yes" : "no")}, {broken}";
    }

    /// <summary>Looks at a category.</summary>
    internal static (RenderedClass Class, List<(RenderedSample Sample, bool IsGrid)> Whole) Of(
        string category, IReadOnlyList<RenderedSample> samples, int views, FormatLimits limits)
    {
        int expected = views > 0 ? views
            : samples.Max(sample => sample.ViewFiles(RenderedSample.Pictures).Count);
        bool isGrid = samples.Any(sample => sample.IsGrid), hasLabels = samples.Any(sample => sample.HasLabels);
        var sizes = new SortedSet<(int, int)>();
        List<(string, string)> broken = [];
        List<(RenderedSample, bool)> whole = [];
        foreach (RenderedSample sample in samples)
            if (sample.Fault(expected, hasLabels, isGrid, limits, sizes) is { } fault)
                broken.Add(($"{sample.Split}/{sample.Defect}/{sample.Name}", fault));
            else
                whole.Add((sample, isGrid));
        bool? flags = whole.Count == 0 ? null : HasFlagsIn(whole[0].Item1, limits);
        return (new RenderedClass(category, samples.Count, expected, [.. sizes], hasLabels, flags, broken), whole);
    }

    private static bool HasFlagsIn(RenderedSample sample, FormatLimits limits)
    {
        foreach (string path in sample.ViewFiles(RenderedSample.Places).Values)
        {
            double[] values = NpyReader.Read(path, 2, limits).To<double>();
            bool any = false;
            for (int i = 2; i < values.Length && !any; i += 3)
                any = values[i] != 0;
            if (!any)
                return false;
        }
        return true;
    }
}
