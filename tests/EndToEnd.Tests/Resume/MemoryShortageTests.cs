using System.Diagnostics;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Formats;

namespace EndToEnd.Tests.Resume;

/// <summary>A process that really runs out of memory: its heap may not grow beyond a limit that one scan is too large
/// for.</summary>
public sealed class MemoryShortageTests : CliTest
{
    // The file of 2400 x 2400 pixels has 69 MB, its samples and its cloud as much again; all other scans together have
    // 1 MB.
    private const int Small = 64, Large = 2400;

    private const string HeapLimit = "0x9600000"; // 150 MiB

    [Fact]
    public async Task Run_HeapThatOneTrainingScanDoesNotFitIn_EndsResumableAndIsResumedToTheUndisturbedResults()
    {
        for (int i = 0; i < 6; i++)
            Write(i, i == 3 ? Large : Small);
        File.WriteAllText(Folder["learn.yaml"], $$"""
            name: learn
            blocks:
              - { id: train, use: source.mvtec3d, with: { root: '{{Folder["data"]}}', split: train } }
              - { id: bank, use: fit.patchcore-fpfh, with: { features: raw-tiles, grid_size: 56, pad_multiple: 1 } }
              - { id: models, use: sink.models }
            """);
        CliResult whole = await RunAsync("whole");
        Assert.True(whole.Exit == 0, whole.All);

        CliResult tight = await RunAsync("run", ("DOTNET_GCHeapHardLimit", HeapLimit));
        Assert.True(tight.Exit == 4, tight.All);
        Assert.Contains("failed: the machine ran out of memory; give the run more", tight.Error,
            StringComparison.Ordinal);
        Assert.Contains("Shortage, first: bagel/train/good/003", tight.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder["run/models/bagel.safetensors"]), "a model was learnt without the scan");

        CliResult resumed = await RunAsync("run");
        Assert.True(resumed.Exit == 0, resumed.All);
        Assert.Equal(File.ReadAllBytes(Folder["whole/models/bagel.safetensors"]),
            File.ReadAllBytes(Folder["run/models/bagel.safetensors"]));
    }

    private async Task<CliResult> RunAsync(string run, params (string, string)[] variables)
    {
        using Process process = CliProcess.Start(["run", Folder["learn.yaml"], "--out", Folder[run]], variables);
        return await CliProcess.EndAsync(process);
    }

    private void Write(int scan, int side)
    {
        var xyz = new float[3 * side * side];
        for (int i = 0; i < side * side; i++)
            (xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]) = (0.1f * (i % side) / side, 0.1f * (i / side) / side,
                0.5f + 0.001f * ((i * 7 + scan) % 11));
        string folder = Directory.CreateDirectory(Folder["data/bagel/train/good/xyz"]).FullName;
        TiffWriter.WriteFloat(Path.Combine(folder, $"{scan:D3}.tiff"), side, side, 3, xyz);
    }
}
