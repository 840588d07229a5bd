namespace Pipeline3D.Data.Datasets;

/// <summary>The files of one folder in the ordinal order of their stems, to be walked beside those of other
/// folders.</summary>
/// <remarks>Keeps names only, about 50 bytes per file: a folder may hold tens of thousands.</remarks>
public sealed class StemWalk
{
    private readonly string _folder;
    private readonly string[] _names;
    private int _next;

    /// <summary>Lists a folder; one that does not exist is empty.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="extensions">What the files' names end in, in lower case; names may have any case.</param>
    public StemWalk(string folder, params ReadOnlySpan<string> extensions)
        : this(DatasetFolders.FilesIn(folder, extensions), folder)
    {
    }

    private StemWalk(string[] paths, string folder)
    {
        _folder = folder;
        _names = [.. paths.Select(path => Path.GetFileName(path))];
        Array.Sort(_names, CompareStems);
    }

    /// <summary>Lists a folder, or the files of one stem in it.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <param name="stem">The stem; null for all.</param>
    /// <param name="extensions">What the files' names end in, in lower case; names may have any case.</param>
    public static StemWalk Of(string folder, string? stem, params ReadOnlySpan<string> extensions) => new(stem is null
        ? DatasetFolders.FilesIn(folder, extensions) : DatasetFolders.FilesOf(folder, stem, extensions), folder);

    /// <summary>Stem of the next file; null at the end.</summary>
    public string? Stem => _next < _names.Length ? Path.GetFileNameWithoutExtension(_names[_next]) : null;

    /// <summary>The first stem of several walks; null when all are at their end.</summary>
    public static string? First(params ReadOnlySpan<StemWalk> walks)
    {
        string? first = null;
        foreach (StemWalk walk in walks)
            if (walk.Stem is { } stem && (first is null || string.CompareOrdinal(stem, first) < 0))
                first = stem;
        return first;
    }

    /// <summary>Passes all files of a stem.</summary>
    /// <returns>Their paths in ordinal order; empty when the next file has another stem.</returns>
    public IEnumerable<string> Take(string stem)
    {
        int first = _next;
        while (Stem == stem)
            _next++;
        return _names[first.._next].Select(name => Path.Combine(_folder, name));
    }

    private static int CompareStems(string left, string right)
    {
        int order = Path.GetFileNameWithoutExtension(left.AsSpan()).SequenceCompareTo(
            Path.GetFileNameWithoutExtension(right.AsSpan()));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }
}
