using System.Buffers.Binary;
using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Commands;

/// <summary>The layout and the file format of a plug-in are used by every verb as ours are.</summary>
public sealed class PluginFilesTests : CliTest
{
    private static string Plugin => Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "bin", "SamplePlugin",
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "SamplePlugin.dll");

    [Fact]
    public async Task Info_PluginsLayoutAndFormat_AreRecognisedWithThePluginAlone()
    {
        Write("gear/train/early_001.hmap", "gear/test/early_002.hmap");
        Assert.Contains("no dataset was recognised", (await CliAsync("info", Folder.Path)).Error,
            StringComparison.Ordinal);
        string dataset = await OkAsync("info", Folder.Path, "--plugin", Plugin);
        Assert.Contains("layout   shift (shift folder)", dataset, StringComparison.Ordinal);
        Assert.Contains("scans    2 in 1 categories", dataset, StringComparison.Ordinal);
        string scan = await OkAsync("info", Folder["gear/train/early_001.hmap"], "--plugin", Plugin);
        Assert.Contains("grid of 12 x 9", scan, StringComparison.Ordinal);
        Assert.Contains("known are .asc", (await CliAsync("info", Folder["gear/train/early_001.hmap"])).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_PluginsFormat_IsReadAndNotWritten()
    {
        Write("a.hmap");
        Assert.Contains("108 points", await OkAsync("convert", Folder["a.hmap"], Folder["a.ply"], "--plugin", Plugin),
            StringComparison.Ordinal);
        Assert.Equal(108, ScanFormats.Own.ReadCloud(Folder["a.ply"]).Points.Count);
        Assert.Contains("cannot be written as '.hmap'", await WrongAsync("convert", Folder["a.ply"], Folder["b.hmap"],
            "--plugin", Plugin), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source.shift", "shift: late,", 1), InlineData("source.shift", "", 2)]
    [InlineData("source.folder", "", 2)]
    public async Task Run_PluginsLayoutAndFormat_AreReadByAPipeline(string source, string option, int scans)
    {
        Write("data/gear/test/early_002.hmap", "data/gear/test/late_003.hmap");
        File.WriteAllText(Folder["a.yaml"], $$"""
            name: plugin
            blocks:
              - id: scans
                use: {{source}}
                with: { {{option}} root: {{Folder["data"]}} }
              - id: profiles
                use: filter.fit-health
              - id: saved
                use: sink.health
            """);
        string output = await OkAsync("run", Folder["a.yaml"], "--plugin", Plugin, "--out", Folder["run"]);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Folder["run/manifest.json"]));
        Assert.True(manifest.RootElement.GetProperty("counts").GetProperty("completed").GetInt64() == scans, output);
    }

    [Fact]
    public async Task List_PluginsLayout_StandsAmongTheSourcesAndInspectShowsItsOptions()
    {
        Assert.Contains("source.shift", await OkAsync("list", "--plugin", Plugin), StringComparison.Ordinal);
        string page = await OkAsync("inspect", "source.shift", "--plugin", Plugin);
        Assert.Contains("| `shift` | text |", page, StringComparison.Ordinal);
        Assert.Contains("| `max_points` |", page, StringComparison.Ordinal);
        Assert.Contains("every other one is good", page, StringComparison.Ordinal);
    }

    private void Write(params ReadOnlySpan<string> names)
    {
        const int Width = 12, Height = 9;
        var map = new byte[16 + 4 * Width * Height];
        "HMAP"u8.CopyTo(map);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(4), Width);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(8), Height);
        BinaryPrimitives.WriteSingleLittleEndian(map.AsSpan(12), 0.001f);
        for (int i = 0; i < Width * Height; i++)
            BinaryPrimitives.WriteSingleLittleEndian(map.AsSpan(16 + 4 * i), 0.3f + 0.0001f * i);
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Folder[name])!);
            File.WriteAllBytes(Folder[name], map);
        }
    }
}
