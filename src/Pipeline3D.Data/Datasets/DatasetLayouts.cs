using System.Collections.Immutable;
using System.Reflection;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>The dataset layouts that a program knows, found by their attribute: our own and those of
/// plug-ins.</summary>
/// <remarks>Immutable; may be used from several threads.</remarks>
public sealed class DatasetLayouts
{
    private readonly ScanFormats _formats;

    /// <summary>Reads the layouts of some assemblies: every public class with a
    /// <see cref="LayoutAttribute"/>.</summary>
    /// <param name="formats">What their files are read by.</param>
    /// <param name="assemblies">Where to look.</param>
    /// <exception cref="ArgumentException">A layout is declared wrongly, or two have the same name; the message names
    /// them.</exception>
    public DatasetLayouts(ScanFormats formats, params ReadOnlySpan<Assembly> assemblies) : this(formats,
        Found(assemblies))
    {
    }

    private DatasetLayouts(ScanFormats formats, IEnumerable<LayoutType> types)
    {
        _formats = formats;
        All = [.. types.OrderBy(type => type.Rank).ThenBy(type => type.Name, StringComparer.Ordinal)];
        foreach (IGrouping<string, LayoutType> same in All.GroupBy(type => type.Name).Where(group => group.Count() > 1))
            throw new ArgumentException($"the layout name '{same.Key}' is taken by {same.First().Type}; "
                + $"{same.ElementAt(1).Type} needs another one");
    }

    /// <summary>The layouts of this library.</summary>
    public static DatasetLayouts Own { get; } = new(ScanFormats.Own, typeof(DatasetLayouts).Assembly);

    /// <summary>All layouts in the order in which folders are held against them: by rank, then by name.</summary>
    public IReadOnlyList<LayoutType> All { get; }

    /// <summary>These layouts and those of another assembly.</summary>
    /// <returns>A new list; this one stays as it is.</returns>
    /// <exception cref="ArgumentException">As of the constructor.</exception>
    public DatasetLayouts Add(Assembly assembly) => new(_formats, All.Concat(Found([assembly])));

    /// <summary>The layout of a name, with its default options.</summary>
    /// <exception cref="DatasetException">There is none; the message names the nearest.</exception>
    public IDatasetLayout Find(string name) => All.FirstOrDefault(type => type.Name == name)?.Create(null, _formats)
        ?? throw new DatasetException("", $"there is no dataset layout '{name}'",
            DatasetFolders.Advice(name, [.. All.Select(type => type.Name)]));

    /// <summary>The first layout that a folder looks like, with its default options. Cost: some directory
    /// listings.</summary>
    /// <exception cref="DatasetException">The folder is missing or looks like none.</exception>
    public IDatasetLayout Detect(string root)
    {
        if (!Directory.Exists(root))
            throw new DatasetException(root, "there is no such folder", "check the path");
        IDatasetLayout[] layouts = [.. All.Select(type => type.Create(null, _formats))];
        return Array.Find(layouts, layout => layout.Matches(root)) ?? throw new DatasetException(root,
            "no dataset was recognised; looked for " + string.Join(' ', layouts.Select(layout => layout.Form)),
            "name the dataset's top folder, the one that holds the categories");
    }

    private static ImmutableArray<LayoutType> Found(ReadOnlySpan<Assembly> assemblies)
    {
        ImmutableArray<LayoutType>.Builder types = ImmutableArray.CreateBuilder<LayoutType>();
        foreach (Assembly assembly in assemblies)
            types.AddRange(assembly.GetExportedTypes().Select(LayoutType.Of).OfType<LayoutType>());
        return types.ToImmutable();
    }
}
