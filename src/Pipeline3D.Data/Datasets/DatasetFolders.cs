using Pipeline3D.Core;

namespace Pipeline3D.Data.Datasets;

/// <summary>What all layouts do with folders: list in ordinal order, check queries, refuse what is empty.</summary>
internal static class DatasetFolders
{
    /// <summary>Names of the folders in a folder, in ordinal order; none when it does not exist.</summary>
    internal static string[] FoldersIn(string path) => !Directory.Exists(path) ? []
        : [.. Directory.EnumerateDirectories(path).Select(Path.GetFileName).OfType<string>()
            .Order(StringComparer.Ordinal)];

    /// <summary>Paths of the files in a folder that have one of the extensions (lower case), in ordinal
    /// order.</summary>
    internal static string[] FilesIn(string path, params ReadOnlySpan<string> extensions)
    {
        if (!Directory.Exists(path))
            return [];
        string[] wanted = extensions.ToArray();
        return [.. Directory.EnumerateFiles(path)
            .Where(file => wanted.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)];
    }

    /// <summary>A folder's path by its name in any case; null when absent.</summary>
    internal static string? Child(string path, string name)
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
    internal static string[] Check(
        IDatasetLayout layout, DatasetQuery query, string? top, Action<string> remark)
    {
        if (!Directory.Exists(query.Root))
            throw new DatasetException(query.Root, $"there is no such folder to read {layout.Name} from",
                File.Exists(query.Root) ? "this is a file: name its folder" : "check the path");
        if (query.Split.Length > 0 && !layout.Splits.Contains(query.Split))
            throw new DatasetException(query.Root, $"{layout.Name} has no split '{query.Split}'",
                Advice(query.Split, layout.Splits));
        IReadOnlyList<string> available = layout.CategoriesOf(query.Root);
        if (available.Count == 0)
        {
            string[] found = FoldersIn(query.Root);
            throw new DatasetException(query.Root, $"looked for {layout.Summary} Found "
                + (found.Length == 0 ? $"{Directory.EnumerateFiles(query.Root).Count()} files and no folder"
                : $"the folders {string.Join(' ', found.Take(8))}{(found.Length > 8 ? " ..." : "")}"),
                found.Intersect(layout.Splits).Any() ? "this looks like one category: name the folder above it"
                : "name the dataset's top folder, or choose another layout");
        }
        string[] ignored = top is null ? [] : [.. FoldersIn(top).Except(available).Where(name => name[0] != '.')];
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

    /// <summary>Passes entries on in order of their ids, refusing an empty listing.</summary>
    /// <remarks>Two files of one id are both listed: which of them counts is for the reader of the listing to decide
    /// and to tell; one doubled file must not hide all the others.</remarks>
    internal static IEnumerable<ScanEntry> NotEmpty(IEnumerable<ScanEntry> entries, IDatasetLayout layout,
        DatasetQuery query)
    {
        bool any = false;
        foreach (ScanEntry entry in entries)
        {
            any = true;
            yield return entry;
        }
        if (!any)
            throw new DatasetException(query.Root, $"no scan was found for {layout.Name}, split "
                + $"'{(query.Split.Length > 0 ? query.Split : "any")}'; looked for {layout.Summary}",
                "check the folder's content");
    }

    /// <summary>The nearest known name and all of them.</summary>
    internal static string Advice(string word, IReadOnlyList<string> known)
    {
        string? nearest = known.MinBy(name => Distance(word, name));
        string guess = nearest is not null && Distance(word, nearest) <= Math.Max(2, word.Length / 2)
            ? $"did you mean '{nearest}'? " : "";
        return $"{guess}known are {string.Join(' ', known.Take(60))}";
    }

    /// <summary>Levenshtein's distance, letters in any case.</summary>
    private static int Distance(string first, string second)
    {
        int[] above = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            var row = new int[above.Length];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1,
                    above[j - 1] + (char.ToLowerInvariant(first[i - 1]) == char.ToLowerInvariant(second[j - 1]) ? 0
                        : 1));
            above = row;
        }
        return above[^1];
    }
}
