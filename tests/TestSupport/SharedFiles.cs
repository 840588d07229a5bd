using System.Text.Json;
using Pipeline3D.Data.Formats;
using Xunit;

namespace Pipeline3D.TestSupport;

/// <summary>Finds the fixtures and real files that lie beside the repository; skips the test with a reason where they
/// do not.</summary>
/// <remarks>Looked for in PIPELINE3D_SHARED, then in <c>../shared</c> of the repository.</remarks>
public static class SharedFiles
{
    /// <summary>Path of a file or folder below <c>shared/oracles</c>.</summary>
    public static string Oracle(string name) => Find(Path.Combine("oracles", name));

    /// <summary>Path of a file or folder below <c>shared/data</c>.</summary>
    public static string Data(string name) => Find(Path.Combine("data", name));

    /// <summary>A NumPy array of <c>shared/oracles</c>.</summary>
    public static NpyArray OracleArray(string name) => NpyReader.Read(Oracle(name));

    /// <summary>One group of <c>oracles.json</c>.</summary>
    public static JsonElement OracleFacts(string group)
    {
        using JsonDocument facts = JsonDocument.Parse(File.ReadAllText(Oracle("oracles.json")));
        return facts.RootElement.GetProperty(group).Clone();
    }

    /// <summary>The repository's root: the folder of Pipeline3D.sln.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside of it.</exception>
    public static string RepositoryRoot => Root.Value ?? throw new DirectoryNotFoundException(
        "Pipeline3D.sln is in no folder above the tests");

    private static readonly Lazy<string?> Root = new(FindRoot);

    private static string Find(string relative)
    {
        // Tests that were packed for another machine have no repository around them.
        string? shared = Environment.GetEnvironmentVariable("PIPELINE3D_SHARED") is { Length: > 0 } set ? set
            : Root.Value is { } root ? Path.GetFullPath(Path.Combine(root, "..", "shared")) : null;
        string path = shared is null ? relative : Path.Combine(shared, relative);
        if (shared is null || !Path.Exists(path))
            Assert.Skip($"{relative} is not there: put the shared folder beside the repository or set "
                + "PIPELINE3D_SHARED");
        return path;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline3D.sln")))
                return folder.FullName;
        return null;
    }
}
