using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>What <c>new block</c> writes for every kind of block, and <c>new method</c>, in one solution that is built
/// once.</summary>
public sealed class NewBlocks : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>What is no block.</summary>
    public const string Method = "method";

    /// <summary>Kinds of blocks.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["transform", "filter", "sink", "source"];

    /// <summary>Name of the block of a kind, or of the method.</summary>
    public static string NameOf(string kind) => $"{kind}-far-points";

    /// <summary>Assembly of its plug-in.</summary>
    public string PluginOf(string kind) => AssemblyOf(kind, "");

    /// <summary>Program of its tests.</summary>
    public string TestsOf(string kind) => AssemblyOf(kind, ".Tests");

    /// <summary>Its pipeline file.</summary>
    public string PipelineOf(string kind) => Path.Combine(_folder[kind], $"{NameOf(kind)}.yaml");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (string kind in Kinds.Append(Method))
        {
            string[] what = kind == Method ? ["method", NameOf(kind)] : ["block", NameOf(kind), "--kind", kind];
            CliResult written = await CliTest.CommandAsync(["new", .. what, "--out", _folder[kind]]);
            Assert.True(written.Exit == 0, written.All);
        }
        string[] projects = Directory.GetFiles(_folder.Path, "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(2 * (Kinds.Count + 1), projects.Length);
        await File.WriteAllTextAsync(_folder["blocks.slnx"], $"<Solution>{string.Concat(projects.Select(project
            => $"<Project Path=\"{project}\"/>"))}</Solution>");
        // No compiler or build server may outlive the tests.
        (int exit, string output) = await Tool.OutputAsync("dotnet", "build", _folder["blocks.slnx"], "-c", "Release",
            "-warnaserror", "-nodereuse:false", "-p:UseSharedCompilation=false", "--nologo", "-v", "q");
        Assert.True(exit == 0, output);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string AssemblyOf(string kind, string suffix)
    {
        string name = string.Concat(NameOf(kind).Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))
            + $"Plugin{suffix}";
        return Path.Combine(_folder[kind], name, "bin", "Release", "net10.0", $"{name}.dll");
    }
}
