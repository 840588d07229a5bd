using System.Globalization;
using Pipeline3D.Data.Formats;
using Pipeline3D.Weights;

namespace Pipeline3D.Data.Datasets;

/// <summary>Where the files of one rendered sample lie.</summary>
/// <param name="Split">Part of the dataset.</param>
/// <param name="Defect">Kind of defect, good for none.</param>
/// <param name="Name">Name of the sample.</param>
/// <param name="Folder">The defect's folder, which holds 2d_rendering, 2d_gt, 2d_3d_cor and what was rendered.</param>
internal sealed record RenderedSample(string Split, string Defect, string Name, string Folder)
{
    internal const string Pictures = "2d_rendering", Labels = "2d_gt", Places = "2d_3d_cor",
        Own = "nonzero_indices.npy";

    /// <summary>Folders of files whose names are samples.</summary>
    internal static readonly string[] Rendered = ["xyz", "rgb", "gt", "gt_pcd"];

    public string OwnFile => Path.Combine(Folder, Places, Name, Own);

    public string CloudFile => Path.Combine(Folder, "gt_pcd", Name + ".pcd");

    /// <summary>Whether it is a sample on a grid: it says which cells are own points, or lies beside images.</summary>
    public bool IsGrid => File.Exists(OwnFile) || HasFolder("xyz") || HasFolder("rgb") || HasFolder("gt");

    public bool HasLabels => Directory.Exists(Path.Combine(Folder, Labels, Name));

    /// <summary>A file beside the views, by its folder and endings; null without.</summary>
    public string? Beside(string folder, params ReadOnlySpan<string> extensions)
    {
        foreach (string extension in extensions)
            if (Path.Combine(Folder, folder, Name + extension) is var path && File.Exists(path))
                return path;
        return null;
    }

    /// <summary>Files of views of one kind by their numbers.</summary>
    public SortedDictionary<int, string> ViewFiles(string kind)
    {
        string end = kind switch { Pictures => ".png", Labels => "_gt.png", _ => "_cor.npy" };
        var found = new SortedDictionary<int, string>();
        string folder = Path.Combine(Folder, kind, Name);
        if (!Directory.Exists(folder))
            return found;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            string file = Path.GetFileName(path);
            if (file.StartsWith("view_", StringComparison.Ordinal) && file.EndsWith(end, StringComparison.Ordinal)
                && file.Length > 5 + end.Length && int.TryParse(file[5..^end.Length], NumberStyles.None,
                    CultureInfo.InvariantCulture, out int view))
                found[view] = path;
        }
        return found;
    }

    /// <summary>Files of views of one kind in the order they are taken.</summary>
    public string[] Ordered(string kind, ViewOrder order) => order == ViewOrder.Numeric ? [.. ViewFiles(kind).Values]
        : [.. ViewFiles(kind).Values.OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    /// <summary>Why the sample cannot be used; null when it can. Cost: the headers of its files.</summary>
    /// <param name="views">Views it must have.</param>
    /// <param name="needsLabels">Whether other samples of its category have labels of views.</param>
    /// <param name="isGrid">Whether its category is on grids.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <param name="sizes">Takes the sizes of its pictures.</param>
    public string? Fault(int views, bool needsLabels, bool isGrid, FormatLimits limits, ISet<(int, int)> sizes)
    {
        SortedDictionary<int, string> pictures = ViewFiles(Pictures), places = ViewFiles(Places);
        if (pictures.Count == 0 && places.Count == 0)
            return "is not rendered";
        if (Missing(pictures, views, Pictures) is { } noPicture)
            return noPicture;
        if (Missing(places, views, Places) is { } noPlaces)
            return noPlaces;
        if (needsLabels && Missing(ViewFiles(Labels), views, Labels) is { } noLabels)
            return noLabels;
        if (isGrid && !File.Exists(OwnFile))
            return $"lacks {Own}, which says which cells are its points";
        if (!isGrid && !File.Exists(CloudFile))
            return $"lacks gt_pcd/{Name}.pcd, its points and their labels";
        try
        {
            return ByHeaders(pictures.Values, places.Values, isGrid, limits, sizes);
        }
        catch (FormatException3D cause)
        {
            return cause.Message;
        }
    }

    /// <summary>All files that it is read from.</summary>
    public IReadOnlyList<string> Files() =>
    [
        .. ViewFiles(Pictures).Values, .. ViewFiles(Labels).Values, .. ViewFiles(Places).Values,
        .. new[] { OwnFile, CloudFile }.Where(File.Exists),
        .. Rendered[..3].Select(folder => Beside(folder, ".tiff", ".tif", ".png")).OfType<string>(),
    ];

    private bool HasFolder(string name) => Directory.Exists(Path.Combine(Folder, name));

    private static string? Missing(SortedDictionary<int, string> found, int views, string kind)
    {
        int[] missing = [.. Enumerable.Range(0, views).Where(view => !found.ContainsKey(view))];
        return missing.Length > 0 ? string.Create(CultureInfo.InvariantCulture,
                $"has {found.Count} of {views} views in {kind}, without number {string.Join(", ", missing)}")
            : found.Count > views ? $"has {found.Count} views in {kind} where {views} are expected" : null;
    }

    private string? ByHeaders(IEnumerable<string> pictures, IEnumerable<string> places, bool isGrid,
        FormatLimits limits, ISet<(int, int)> sizes)
    {
        HashSet<(int Width, int Height)> own = [.. pictures.Select(path => FileBytes.Peek(path, limits,
            static (file, path, limits) => PngHeader.Parse(file.Head(PngHeader.FileBytes), path, limits)))
            .Select(header => (header.Width, header.Height))];
        sizes.UnionWith(own);
        if (own.Count > 1 || own.Any(size => size.Width != size.Height))
            return "has pictures of " + string.Join(" and ", own.Order()
                .Select(size => $"{size.Width} x {size.Height}")) + "; they must be squares of one size";
        int[][] shapes = [.. places.Select(path => ShapeOf(path, limits))];
        if (Array.Find(shapes, shape => shape is not [_, 3]) is { } wrong)
            return $"has correspondences of shape [{string.Join(", ", wrong)}]; they must be [points, 3]: column, row "
                + "and flag";
        if (shapes.Select(shape => shape[0]).Distinct().Count() > 1)
            return "has correspondences of different numbers of points";
        if (isGrid && ShapeOf(OwnFile, limits) is var cells && (cells.Length != 1 || cells[0] != shapes[0][0]))
            return $"has {Own} of shape [{string.Join(", ", cells)}] beside correspondences of {shapes[0][0]} points";
        return shapes[0][0] == 0 ? "has no own points" : null;
    }

    private static int[] ShapeOf(string path, FormatLimits limits) => FileBytes.Peek(path, limits,
        static (file, path, limits) =>
        {
            try
            {
                return NpyHeader.Read(file.Head(limits.MaxHeaderBytes), path, limits.MaxHeaderBytes).Shape.ToArray();
            }
            catch (WeightFormatException cause)
            {
                throw new FormatException3D(path, cause.Offset ?? -1L, cause.Problem, cause: cause);
            }
        });
}
