using System.Diagnostics;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

/// <summary>Where networks cannot run, whatever needs none runs as ever.</summary>
public sealed class WithoutLibtorchTests : CliTest
{
    [Fact]
    public async Task List_NoLibtorchToBeFound_NamesEveryBlock()
    {
        using Process process = CliProcess.Start(["list"], ("PIPELINE3D_LIBTORCH", Folder.Path));
        CliResult result = await CliProcess.EndAsync(process);
        Assert.Equal(0, result.Exit);
        Assert.Contains("fit.patchcore-fpfh", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }
}
