using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>What all layouts do with folders: list in ordinal order, check queries, refuse what is empty.</summary>
public static class DatasetFolders
{
    // How deep a folder of files may lie below the root: category, split, defect, kind.
    private const int Depth = 4;

    /// <summary>Names of the folders in a folder, in ordinal order, without hidden ones; none when it does not
    /// exist.</summary>
    public static string[] FoldersIn(string path) => !Directory.Exists(path) ? []
        : [.. Directory.EnumerateDirectories(path).Select(Path.GetFileName).OfType<string>()
            .Where(name => name[0] != '.').Order(StringComparer.Ordinal)];

    /// <summary>Paths of the files in a folder that have one of the extensions, in ordinal order, without hidden ones
    /// (macOS puts a <c>._NAME</c> beside every file); none when it does not exist.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="extensions">In lower case with their dot; names may have any case.</param>
    public static string[] FilesIn(string path, params ReadOnlySpan<string> extensions)
        => Files(path, null, extensions.ToArray());

    /// <summary>As <see cref="FilesIn"/>, of the files of one stem.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="stem">Name of the files without extension.</param>
    /// <param name="extensions">In lower case with their dot; names may have any case.</param>
    /// <remarks>Cost: a look at all names of the folder, as an extension may be written in any case.</remarks>
    public static string[] FilesOf(string path, string stem, params ReadOnlySpan<string> extensions)
        => Files(path, stem, extensions.ToArray());

    private static string[] Files(string path, string? stem, string[] extensions) => !Directory.Exists(path) ? []
        : [.. Directory.EnumerateFiles(path)
            .Where(file => (stem is null || Path.GetFileNameWithoutExtension(file.AsSpan()).SequenceEqual(stem))
                && extensions.Contains(Path.GetExtension(file).ToLowerInvariant())
                && Path.GetFileName(file)[0] != '.').Order(StringComparer.Ordinal)];

    /// <summary>A folder's path by its name in any case; null when absent.</summary>
    public static string? Child(string path, string name)
    {
        string? found = Array.Find(FoldersIn(path), folder => folder.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found is null ? null : Path.Combine(path, found);
    }

    /// <summary>Checks root, split and categories of a query before anything is listed.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="query">The query.</param>
    /// <param name="top">The folder of the categories; null when categories are no folders.</param>
    /// <param name="remark">Told of folders that are no category.</param>
    /// <returns>The categories to list, in ordinal order.</returns>
    /// <exception cref="DatasetException">The folder is missing, or has no such split or category; the message says
    /// what was looked for, what was found, and what to do.</exception>
    public static string[] Check(
        IDatasetLayout layout, DatasetQuery query, string? top, Action<string> remark)
    {
        if (!Directory.Exists(query.Root))
            throw new DatasetException(query.Root, $"there is no such folder to read {layout.Name} from",
                File.Exists(query.Root) ? "this is a file: name its folder" : "check the path");
        if (query.Split.Length > 0 && !layout.Splits.Contains(query.Split))
            throw new DatasetException(query.Root, $"{layout.Name} has no split '{query.Split}'",
                Advice(query.Split, layout.Splits));
        if (UnreachableBelow(query.Root, Depth) is [var first, .. var others])
            remark($"{1 + others.Count} folders cannot be opened, as their names are not UTF-8, and are not read: the "
                + $"first is {first}; rename them");
        IReadOnlyList<string> available = layout.CategoriesOf(query.Root);
        if (available.Count == 0)
        {
            string[] found = FoldersIn(query.Root);
            throw new DatasetException(query.Root, $"looked for {layout.Form} Found "
                + (found.Length == 0 ? $"{Directory.EnumerateFiles(query.Root).Count()} files and no folder"
                : $"the folders {string.Join(' ', found.Take(8))}{(found.Length > 8 ? " ..." : "")}"),
                found.Intersect(layout.Splits).Any() ? "this looks like one category: name the folder above it"
                : "name the dataset's top folder, or choose another layout");
        }
        string[] ignored = top is null ? [] : [.. FoldersIn(top).Except(available)];
        if (ignored.Length > 0)
            remark($"{ignored.Length} folders hold no scans of {layout.Name} and are not read: "
                + string.Join(' ', ignored.Take(8)) + (ignored.Length > 8 ? " ..." : ""));
        foreach (string category in query.Categories)
            if (!available.Contains(category))
                throw new DatasetException(query.Root, $"there is no category '{category}'",
                    Advice(category, available));
        return [.. (query.Categories.Count == 0 ? available : query.Categories).Distinct()
            .Order(StringComparer.Ordinal)];
    }

    private static List<string> UnreachableBelow(string path, int depth)
    {
        List<string> found = [];
        foreach (string folder in FoldersIn(path).Select(name => Path.Combine(path, name)))
            if (FileNames.IsUnreachable(folder))
                found.Add(folder);
            else if (depth > 1)
                found.AddRange(UnreachableBelow(folder, depth - 1));
        return found;
    }

    /// <summary>Passes entries on as they come, refusing an empty listing.</summary>
    /// <param name="entries">What was found, in the order of ids.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="query">The query.</param>
    /// <remarks>Two files of one id are both listed: which of them counts is for the reader of the listing to decide
    /// and to tell; one doubled file must not hide all the others.</remarks>
    /// <exception cref="DatasetException">There is none.</exception>
    public static IEnumerable<SourceEntry<Scan>> NotEmpty(IEnumerable<SourceEntry<Scan>> entries, IDatasetLayout layout,
        DatasetQuery query)
    {
        bool any = false;
        foreach (SourceEntry<Scan> entry in entries)
        {
            any = true;
            yield return entry;
        }
        if (!any)
            throw new DatasetException(query.Root, $"no scan was found for {layout.Name}, split "
                + $"'{(query.Split.Length > 0 ? query.Split : "any")}'; looked for {layout.Form}",
                "check the folder's content");
    }

    /// <summary>The entry of an id among some in the order of ids; of several files that make one scan, the one that
    /// was listed from <paramref name="input"/>, else the first.</summary>
    /// <param name="entries">What is listed; read no further than needed.</param>
    /// <param name="item">Who the scan is.</param>
    /// <param name="input">Where it was listed from.</param>
    /// <returns>Null when none has the id.</returns>
    public static SourceEntry<Scan>? Find(IEnumerable<SourceEntry<Scan>> entries, ItemId item, string input)
    {
        SourceEntry<Scan>? first = null;
        foreach (SourceEntry<Scan> entry in entries)
            if (entry.Id != item && first is not null)
                break;
            else if (entry.Id == item && entry.Input == input)
                return entry;
            else if (entry.Id == item)
                first ??= entry;
        return first;
    }

    /// <summary>Finds a scan in the listing of its category.</summary>
    internal static SourceEntry<Scan>? FindListed(IDatasetLayout layout, DatasetQuery query, ItemId item, string input)
    {
        if (!layout.CategoriesOf(query.Root).Contains(item.Category))
            return null;
        try
        {
            return Find(layout.Enumerate(query with { Categories = [item.Category] }, static _ => { }), item, input);
        }
        catch (DatasetException)
        {
            // The category is there, and holds no scan of the split.
            return null;
        }
    }

    /// <summary>What to do about an unknown name: the nearest known one, and all of them.</summary>
    /// <param name="word">The name that was written.</param>
    /// <param name="known">Those that there are.</param>
    public static string Advice(string word, IReadOnlyList<string> known)
    {
        string guess = NearestName.Of(word, known, near: 2) is { } nearest ? $"did you mean '{nearest}'? " : "";
        return $"{guess}known are {string.Join(' ', known.Take(60))}";
    }
}
