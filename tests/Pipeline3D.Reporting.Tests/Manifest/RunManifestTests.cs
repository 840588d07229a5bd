using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Reporting.Manifest;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Reporting.Tests.Manifest;

public sealed class RunManifestTests
{
    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        using var temp = new TempFolder();
        var folder = new RunFolder(temp.Path);
        var written = new RunManifest
        {
            Pipeline = "a", File = "a.yaml", Status = "stopped",
            Started = DateTimeOffset.UnixEpoch, ElapsedSeconds = 0.1,
            Overrides = ["coreset=0.2"], Parameters = new Dictionary<string, string> { ["coreset"] = "0.2" },
            Counts = new Dictionary<string, long> { ["read"] = 3 },
            Machine = new Dictionary<string, string> { ["cores"] = "2" },
            Blocks =
            [
                new("b", "filter.voxel", new Dictionary<string, string> { ["cell_size"] = "1 mm" },
                    Items: 3, Dead: 1, BusySeconds: 0.5, WaitedSeconds: 0.25, LongestSeconds: 0.125),
            ],
            Failures = ["disk full"], Remarks = ["a remark"], PeakBytes = 5, BudgetBytes = 6, Seed = 7,
        };
        written.Write(folder);
        Assert.Equal(JsonSerializer.Serialize(written), JsonSerializer.Serialize(RunManifest.Read(folder)));
    }

    [Fact]
    public void Read_None_Throws()
    {
        using var temp = new TempFolder();
        Assert.Throws<FileNotFoundException>(() => RunManifest.Read(new RunFolder(temp.Path)));
    }
}
