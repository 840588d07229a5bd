using Pipeline3D.TestSupport;

namespace Pipeline3D.Networks.Tests.Loading;

/// <summary>What would end a process if it went wrong, in a process of its own.</summary>
public sealed class ProcessTests : NeedsTorch
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guards_GivenWhatEndsAProcessWithoutThem_Throw()
    {
        (int code, string[] lines, string errors) = await Probe.RunAsync("", Stop, "guards");
        Assert.True(code == 0, $"exit code {code}: {errors}");
        Assert.Equal(24, lines.Length);
        Assert.Equal(["cummax of NaN", "matmul of NaN"],
            lines.Where(line => line.Contains(": ok", StringComparison.Ordinal))
                .Select(line => line.Split(':')[0]).Order());
        Assert.Contains("a backward that Throws: InvalidDataException: no gradient today", lines);
    }

    [Fact]
    public async Task Modules_EveryKindGivenWhatDoesNotFit_NoneEndsTheProcess()
    {
        (int code, string[] lines, string errors) = await Probe.RunAsync("", Stop, "modules");
        Assert.True(code == 0, $"exit code {code}, the last were {errors}");
        Assert.True(lines.Length > 120, $"{lines.Length} kinds");
        Assert.All((string[])["Linear", "Conv2d", "LayerNorm", "Embedding", "MultiheadAttention", "CrossEntropyLoss"],
            kind => Assert.Contains(lines, line => line.StartsWith($"{kind}: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Libtorch_InNoFolder_OneSentenceAndAnExceptionOfTheFirstNetwork()
    {
        using var empty = new TempFolder();
        (int code, string[] lines, _) = await Probe.RunAsync(empty.Path, Stop, "describe");
        Assert.Equal(0, code);
        string why = Assert.Single(lines);
        Assert.StartsWith("networks do not run here: libtorch_cpu.so is in none of " + empty.Path, why,
            StringComparison.Ordinal);
        Assert.Contains("libtorch-cpu-linux-x64 2.10.0", why, StringComparison.Ordinal);

        (code, lines, _) = await Probe.RunAsync(empty.Path, Stop, "network");
        Assert.Equal(0, code);
        Assert.StartsWith("network: TorchUnavailableException: networks do not run here", Assert.Single(lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Libtorch_OfAProgramThatUsesNoNetwork_IsNotLoaded()
        => Assert.Equal(["idle: ok: nothing loaded"], (await Probe.RunAsync("", Stop, "idle")).Lines);

    [Fact]
    public async Task Libtorch_OfAnotherVersion_IsNamedAndNothingCrashes()
    {
        const string system = "/usr/lib/x86_64-linux-gnu";
        Assert.SkipUnless(File.Exists(Path.Combine(system, "libtorch_cpu.so")),
            "the system has no libtorch of its own");
        (int code, string[] lines, _) = await Probe.RunAsync(system, Stop, "describe");
        Assert.Equal(0, code);
        Assert.Contains("libLibTorchSharp.so does not load against libtorch in " + system, Assert.Single(lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_CudaOnABuildWithout_SaysWhatToDo()
    {
        Assert.SkipWhen(TorchRuntime.Describe().Cuda, "there is a CUDA device here");
        (int code, string[] lines, _) = await Probe.RunAsync("", Stop, "device", "cuda");
        Assert.Equal(0, code);
        Assert.Contains("built for CUDA", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Here_IsTheVersionOfThePackage()
    {
        TorchDescription found = TorchRuntime.Describe();
        Assert.True(found.Available);
        Assert.Equal(("2.10.0", ""), (found.Version, found.Why));
        Assert.InRange(found.Threads, 1, 4 * Environment.ProcessorCount);
    }
}
