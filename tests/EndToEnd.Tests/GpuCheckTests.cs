using System.Diagnostics;
using System.Text.Json;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>The timing program of tools/gpu-check, on ILGPU's CPU accelerator at small sizes.</summary>
[OnTheEmulator]
public sealed class GpuCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Run_OnTheEmulator_EveryKernelAgreesAndIsInBothTables()
    {
        (int exit, string text) = Run("emulator", _folder.Path, "--small", "--seconds", "0");
        Assert.True(exit == 0, text);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder["gpu.json"]));
        JsonElement[] results = [.. json.RootElement.GetProperty("results").EnumerateArray()];
        string page = File.ReadAllText(_folder["performance-gpu.md"]);
        Assert.True(results.Length >= 9, $"{results.Length} results");
        Assert.All(results, result =>
        {
            Assert.True(result.GetProperty("agrees").GetBoolean(), result.GetRawText());
            Assert.True(result.GetProperty("steady").GetDouble() > 0, result.GetRawText());
            Assert.Contains($"| {result.GetProperty("kernel").GetString()} |", page, StringComparison.Ordinal);
        });
        foreach (string kernel in (string[])["nearest rows", "coreset", "kNN, k = 16", "9 views: pixels and depths"])
        {
            JsonElement[] sizes = [.. results.Where(result => result.GetProperty("kernel").GetString() == kernel)];
            Assert.True(sizes.Length > 0 && sizes.All(size => size.GetProperty("resident").GetDouble() > 0),
                $"{kernel}: what stays on the device was not timed");
        }
    }

    [Fact]
    public void Run_DeviceThatIsNotThere_SaysWhyAndEndsWith2()
    {
        foreach (string[] arguments in (string[][])[["cuda:99", _folder.Path], ["probe", "cuda:99"]])
        {
            (int exit, string text) = Run(arguments);
            Assert.Equal(2, exit);
            Assert.Contains("there is no device 'cuda:99' here", text, StringComparison.Ordinal);
        }
        Assert.Equal(0, Run("probe", "emulator").Exit);
    }

    public void Dispose() => _folder.Dispose();

    private static (int Exit, string Text) Run(params string[] arguments)
    {
        string program = Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "bin", "GpuCheck",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "GpuCheck.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
