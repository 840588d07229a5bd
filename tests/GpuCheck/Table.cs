using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipeline3D.GpuCheck;

/// <summary>Writes what was measured.</summary>
internal static class Table
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The page docs/performance-gpu.md.</summary>
    public static string Markdown(string device, string system, IReadOnlyList<KernelResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("# Kernels on a GPU").AppendLine()
            .AppendLine("Made by `bash tools/gpu-check` and its `run` on a machine with a GPU. Milliseconds, best of")
            .AppendLine("several runs; cpu is Geometry on all cores of the same machine. First: the kernel is compiled")
            .AppendLine("in it. Steady: copies to the device and back included, but for memory banks and networks,")
            .AppendLine("which stay there for a run. Resident: the cloud lies on the device already, as it does between")
            .AppendLine("blocks. Differs: share of values beyond the case's tolerance (ties, borders of bins). torch: its")
            .AppendLine("own operation on the same card (cdist and topk, a loop of argmax, cdist and min).")
            .AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Device: {device}").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"System: {system}").AppendLine()
            .AppendLine("| kernel | size | cpu | first | steady | resident | copy in | torch | cpu / steady | differs |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (KernelResult r in results)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {r.Kernel} | {r.Size} | {Of(r.CoresBest)} "
                + $"| {Of(r.First)} | {Of(r.Steady)} | {Of(r.Resident)} | {Of(r.CopyIn)} | {Of(r.Torch)} "
                + $"| {r.CoresBest / r.Steady:0.0}x | {(r.Agrees ? "" : "**too many:** ")}{100 * r.Differs:0.###} % |");
        return text.ToString();
    }

    public static string ToJson(string device, string system, IReadOnlyList<KernelResult> results)
        => JsonSerializer.Serialize(new { Device = device, System = system, Results = results }, Json);

    private static string Of(double? milliseconds) => milliseconds is { } value
        ? value.ToString(value < 1 ? "0.000" : value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture) : "-";
}
