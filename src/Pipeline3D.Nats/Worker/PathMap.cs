namespace Pipeline3D.Nats.Worker;

/// <summary>Where folders of another machine lie on this one, and which of them work may touch.</summary>
/// <param name="Folders">Pairs of a folder there and the one here; the longest that fits counts.</param>
/// <param name="Roots">Folders below which work may read and write; empty = anywhere.</param>
public sealed record PathMap(IReadOnlyList<(string From, string To)> Folders, IReadOnlyList<string> Roots)
{
    /// <summary>Everything under the same path, nothing forbidden.</summary>
    public static PathMap Same { get; } = new([], []);

    /// <summary>Reads pairs <c>FROM=TO</c>.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="roots">Further folders that work may touch; those of the pairs may be.</param>
    /// <exception cref="FormatException">One is no pair; the message says what to write.</exception>
    public static PathMap Parse(IReadOnlyList<string> pairs, IReadOnlyList<string> roots)
    {
        var folders = new List<(string, string)>();
        foreach (string pair in pairs)
        {
            if (pair.Split('=') is not [{ Length: > 0 } from, { Length: > 0 } to] || !Path.IsPathRooted(from))
                throw new FormatException($"--map is '{pair}'; write FROM=TO, for example /data=/mnt/data, FROM being "
                    + "the folder's full path where the run is");
            folders.Add((Trimmed(from), Trimmed(Path.GetFullPath(to))));
        }
        string[] all = [.. roots.Select(root => Trimmed(Path.GetFullPath(root))),
            .. folders.Select(folder => folder.Item2)];
        return new PathMap([.. folders.OrderByDescending(folder => folder.Item1.Length)], all);
    }

    /// <summary>A path of the other machine as it is named here.</summary>
    public string Here(string path)
    {
        foreach ((string from, string to) in Folders)
            if (IsBelow(path, from))
                return to + path[from.Length..];
        return path;
    }

    /// <summary>Whether work may touch a path of this machine.</summary>
    public bool IsAllowed(string path)
        => Roots.Count == 0 || Roots.Any(root => IsBelow(Path.GetFullPath(path), root));

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || folder == "/" || path[folder.Length] == '/');

    private static string Trimmed(string path) => Path.TrimEndingDirectorySeparator(path);
}
