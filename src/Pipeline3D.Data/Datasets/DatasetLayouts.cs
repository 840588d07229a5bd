namespace Pipeline3D.Data.Datasets;

/// <summary>The layouts that the program knows.</summary>
public static class DatasetLayouts
{
    /// <summary>All layouts with their default options, the most specific first.</summary>
    public static IReadOnlyList<IDatasetLayout> All { get; } =
    [
        new Mvtec3dLayout(), new EyecandiesLayout(), new Real3dLayout(), new AnomalyShapeNetLayout(),
            new ModelNetLayout(),
        new FolderLayout(),
    ];

    /// <summary>The layout of a name.</summary>
    /// <exception cref="DatasetException">There is none; the message names the nearest.</exception>
    public static IDatasetLayout Find(string name) => All.FirstOrDefault(layout => layout.Name == name)
        ?? throw new DatasetException("", $"there is no dataset layout '{name}'",
            DatasetFolders.Advice(name, [.. All.Select(layout => layout.Name)]));

    /// <summary>The first layout that a folder looks like.</summary>
    /// <exception cref="DatasetException">The folder is missing or looks like none.</exception>
    public static IDatasetLayout Detect(string root)
    {
        if (!Directory.Exists(root))
            throw new DatasetException(root, "there is no such folder", "check the path");
        return All.FirstOrDefault(layout => layout.Matches(root)) ?? throw new DatasetException(root,
            "no dataset was recognised; looked for " + string.Join(' ', All.Select(layout => layout.Summary)),
            "name the dataset's top folder, the one that holds the categories");
    }
}
