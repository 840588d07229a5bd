using System.Security.Cryptography;

namespace Pipeline3D.Data.Tests.Synthetic;

/// <summary>What lies in a folder: relative paths with forward slashes, in ordinal order.</summary>
internal static class DatasetTree
{
    public static string[] Files(string folder)
        => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>One line per file: path and SHA-256 of its bytes.</summary>
    public static string[] Hashes(string folder)
        => [.. Files(folder).Select(path => $"{path} {Hash(Path.Combine(folder, path))}")];

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
