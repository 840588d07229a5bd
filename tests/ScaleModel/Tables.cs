using System.Globalization;

namespace Pipeline3D.ScaleModel;

/// <summary>The tables as Markdown.</summary>
public static class Tables
{
    private static readonly double[] ScansPerDay = [1e5, 1e6, 1e7, 1e8, 1e9];

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>What 10^5 to 10^9 scans a day take.</summary>
    public static void WritePlan(TextWriter text, ScanCosts costs, PlanLimits limits)
    {
        Row(text, "scans/day", "per s", "cores", $"machines of {limits.CoresPerMachine:0} cores", "scans read",
            "maps", "contributions", "messages", "queue, cores", "coordinator, cores", "journal thread; rows/day",
            "limits that are reached, the first first");
        Row(text, [.. Enumerable.Repeat("---", 12)]);
        foreach (double scans in ScansPerDay)
        {
            var plan = new DailyPlan(costs, limits, scans);
            Row(text, Power(scans), Number(plan.PerSecond), Number(plan.Cores), Number(plan.Machines),
                $"{Bytes(plan.InputBytes)}/s, {Bytes(plan.InputBytes * 86_400)}/day", $"{Bytes(plan.MapBytes)}/s",
                $"{Bytes(plan.PartBytes)}/s", $"{Number(plan.Messages)}/s", Number(plan.BrokerCores),
                Number(plan.CoordinatorCores), $"{Number(plan.JournalCores)}; {Bytes(plan.RowBytesPerDay)}",
                plan.Reached.Count == 0 ? "none" : string.Join(", ", plan.Reached.Select(limit => limit.Name)));
        }
        text.WriteLine();
        Row(text, "limit", "full at scans/day", "then");
        Row(text, "---", "---", "---");
        foreach (Limit limit in new DailyPlan(costs, limits, 1).Limits)
            Row(text, limit.Name, limit.ScansPerDay < double.PositiveInfinity ? $"{limit.ScansPerDay:0.0e+0}" : "never",
                limit.Remedy);
    }

    /// <summary>How much longer than ideal a pool with one slow worker takes.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="pool">The pool; what it holds and when it speculates is varied.</param>
    /// <param name="seeds">Seeds that are run; the mean is shown with the range.</param>
    public static void WriteStragglers(TextWriter text, PoolSettings pool, int seeds)
    {
        Row(text, "held by a worker", "no second computation", "as run --on", "extra", "at once", "extra");
        Row(text, [.. Enumerable.Repeat("---", 6)]);
        foreach (int waiting in new[] { 0, 1, 7, 31 })
        {
            PoolSettings held = pool with { Held = pool.Places + waiting };
            PoolOutcome[][] all = [.. Enum.GetValues<Speculation>().Select(rule => Enumerable.Range(0, seeds)
                .Select(seed => PoolModel.Run(held with { Speculation = rule, Seed = pool.Seed + seed })).ToArray())];
            PoolOutcome[] none = all[(int)Speculation.None], product = all[(int)Speculation.Product],
                atOnce = all[(int)Speculation.AtOnce];
            string name = waiting == 1 ? $"{held.Held} (run --on)" : $"{held.Held}";
            Row(text, name, Over(none), Over(product), Extra(product), Over(atOnce), Extra(atOnce));
        }
    }

    /// <summary>A number of bytes, in powers of 1,000.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        for (; bytes >= 999.5 && unit < Units.Length - 1; unit++)
            bytes /= 1000;
        return $"{Number(bytes)} {Units[unit]}";
    }

    /// <summary>A number in two or three digits.</summary>
    public static string Number(double number) => number switch
    {
        0 => "0",
        < 0.001 => "< 0.001",
        < 0.0995 => number.ToString("0.###", CultureInfo.InvariantCulture),
        < 0.995 => number.ToString("0.##", CultureInfo.InvariantCulture),
        < 99.5 => number.ToString("0.#", CultureInfo.InvariantCulture),
        _ => number.ToString("#,0", CultureInfo.InvariantCulture),
    };

    private static string Over(PoolOutcome[] runs) => string.Create(CultureInfo.InvariantCulture,
        $"+{100 * runs.Average(run => run.Over):0.0} % ({100 * runs.Min(run => run.Over):0.0} to "
            + $"{100 * runs.Max(run => run.Over):0.0})");

    private static string Extra(PoolOutcome[] runs) => Number(runs.Average(run => run.Extra));

    private static string Power(double number) => $"10^{Math.Log10(number):0}";

    private static void Row(TextWriter text, params string[] cells)
        => text.WriteLine($"| {string.Join(" | ", cells)} |");
}
