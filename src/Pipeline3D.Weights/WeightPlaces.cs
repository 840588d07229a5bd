namespace Pipeline3D.Weights;

/// <summary>Folders in which files of published weights are looked for by name. Nothing is downloaded.</summary>
public static class WeightPlaces
{
    /// <summary>Variable of the environment that names the folder that is looked into first.</summary>
    public const string Variable = "PIPELINE3D_WEIGHTS";

    /// <summary>The folders, in order: the one that <see cref="Variable"/> names, <c>~/.cache/pipeline3d/weights</c>.
    /// </summary>
    public static IReadOnlyList<string> Folders => FoldersOf(Environment.GetEnvironmentVariable(Variable),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>The folders of a value of <see cref="Variable"/> and a home.</summary>
    /// <param name="folder">The value; null or empty for none.</param>
    /// <param name="home">The user's folder.</param>
    public static IReadOnlyList<string> FoldersOf(string? folder, string home)
        => [.. folder is { Length: > 0 } ? (string[])[folder] : [], Path.Combine(home, ".cache", "pipeline3d",
            "weights")];

    /// <summary>The first file that is there: folder by folder, name by name. Null when none is.</summary>
    /// <param name="names">Names of files.</param>
    public static string? Find(IReadOnlyList<string> names) => Folders.SelectMany(folder
        => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
