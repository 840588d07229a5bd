namespace Pipeline3D.Data.Formats;

/// <summary>Names of a cloud's fields that programs write with capitals (X Y Z, Intensity, RGB): the formats know them
/// in small letters.</summary>
internal static class FieldNames
{
    private static readonly HashSet<string> Known =
    [
        "x", "y", "z", "nx", "ny", "nz", "normal_x", "normal_y", "normal_z", "red", "green", "blue", "diffuse_red",
        "diffuse_green", "diffuse_blue", "r", "g", "b", "rgb", "rgba", "intensity", "label",
    ];

    /// <summary>The names with the known ones in small letters; one that is there in small letters, too, or twice in
    /// other ones, stays as it is.</summary>
    /// <param name="names">The names of a file, in its order.</param>
    /// <param name="remark">Which ones were changed, as a sentence; null when none was.</param>
    internal static string[] Small(IReadOnlyList<string> names, out string? remark)
    {
        var counts = names.CountBy(name => name.ToLowerInvariant()).ToDictionary(StringComparer.Ordinal);
        string[] small = [.. names.Select(name => name.ToLowerInvariant() is var lower && Known.Contains(lower)
            && counts[lower] == 1 ? lower : name)];
        string[] changed = [.. names.Except(small, StringComparer.Ordinal)];
        remark = changed.Length == 0 ? null
            : $"the names {string.Join(' ', changed)} are read as {string.Join(' ', changed.Select(name
                => name.ToLowerInvariant()))}";
        return small;
    }
}
