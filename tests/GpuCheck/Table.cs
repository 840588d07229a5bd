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

    private const string Head = """
        # Kernels on a GPU

        Written by `run` of the archive that `bash tools/gpu-check` packs. Milliseconds, the best of several runs on one
        machine.

        - cpu: Geometry's own algorithm on all cores.
        - first: the first run on the device; the kernels are compiled in it.
        - steady: later runs. Checks, copies to the device and copies of the result to the host are in it; memory banks
          and networks stay on the device for a run and are not.
        - resident: the same with the cloud or the rows on the device already, as between blocks of one item; the result
          still comes to the host. Copy in: that copy alone.
        - kernels: the sum over the launches of a resident run by the device's own events, in other runs, without copies
          and the host's part; a microsecond or two of each launch is the events' own. Launches: their number.
        - torch: PyTorch's own operation on the same card in float32 (TF32 off, its default): a loop of argmax for
          farthest points and the coreset, cdist and topk for kNN, cdist and min for nearest rows, scatter_reduce for
          views. Its operands lie on the card and its result stays there, so resident is the column to hold beside it.
          cdist takes norms and a matrix product; ours sums squared differences, as the cores do. scatter_reduce is
          given pixels and depths and finds the least depths alone; ours projects the points, and says of each where it
          falls and whether it is seen.
        - differs: share of values beyond the case's tolerance (ties, borders of bins).


        """;

    /// <summary>The page docs/performance-gpu.md.</summary>
    public static string Markdown(string device, string system, IReadOnlyList<KernelResult> results)
    {
        var text = new StringBuilder(Head);
        text.AppendLine(CultureInfo.InvariantCulture, $"Device: {device}").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"System: {system}").AppendLine()
            .AppendLine("| kernel | size | cpu | first | steady | resident | kernels | launches "
                + "| copy in | torch | cpu / steady | differs |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (KernelResult r in results)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {r.Kernel} | {r.Size} | {Of(r.CoresBest)} "
                + $"| {Of(r.First)} | {Of(r.Steady)} | {Of(r.Resident)} | {Of(r.Kernels)} "
                + $"| {r.Launches?.ToString(CultureInfo.InvariantCulture) ?? "-"} | {Of(r.CopyIn)} | {Of(r.Torch)} "
                + $"| {Gain(r)} | {(r.Agrees ? "" : "**too many:** ")}{100 * r.Differs:0.###} % |");
        return text.ToString();
    }

    public static string ToJson(string device, string system, IReadOnlyList<KernelResult> results)
        => JsonSerializer.Serialize(new { Device = device, System = system, Results = results }, Json);

    private static string Gain(KernelResult result) => result.CoresBest is { } cores
        ? string.Create(CultureInfo.InvariantCulture, $"{cores / result.Steady:0.0}x") : "-";

    private static string Of(double? milliseconds) => milliseconds is { } value
        ? value.ToString(value < 1 ? "0.000" : value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture) : "-";
}
