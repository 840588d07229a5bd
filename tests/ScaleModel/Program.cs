using System.Globalization;
using Microsoft.Data.Sqlite;
using Pipeline3D.ScaleModel;

string[] known = ["seconds", "input-bytes", "map-bytes", "part-bytes", "broker-us", "coordinator-us", "row-us",
    "row-bytes", "storage", "journal", "rows-per-run", "machine-cores", "workers", "places", "scans", "spread", "slow",
    "seed", "seeds"];
try
{
    var options = new Options(args, known);
    var basis = new ScanCosts
    {
        BrokerMicroseconds = options.Number("broker-us", 200),
        CoordinatorMicroseconds = options.Number("coordinator-us", 225),
        RowBytes = options.Number("row-bytes", 350),
    };
    MeasuredRun? run = options.Folder is { } folder ? MeasuredRun.Read(folder, basis) : null;
    ScanCosts costs = run?.Costs ?? basis;
    costs = costs with
    {
        Seconds = options.Number("seconds", costs.Seconds),
        InputBytes = options.Number("input-bytes", costs.InputBytes),
        MapBytes = options.Number("map-bytes", costs.MapBytes),
        PartBytes = options.Number("part-bytes", costs.PartBytes),
    };
    var probe = JournalProbe.Measure(options.Folder ?? Directory.GetCurrentDirectory(), costs.PartBytes);
    costs = costs with { RowMicroseconds = options.Number("row-us", probe.RowMicroseconds) };
    var limits = new PlanLimits
    {
        StorageBytes = options.Number("storage", 1e9), JournalBytes = options.Number("journal", probe.BytesPerSecond),
        RowsPerRun = options.Number("rows-per-run", 1e7), CoresPerMachine = options.Number("machine-cores", 32),
    };
    var pool = new PoolSettings
    {
        Workers = options.Whole("workers", 64), Places = options.Whole("places", 1),
        Items = options.Whole("scans", 20_000), MeanSeconds = costs.Seconds, Spread = options.Number("spread", 0.3),
        SlowFactor = options.Number("slow", 10), Seed = options.Whole("seed", 1),
    };
    Print(run, costs, limits, probe);
    Tables.WritePlan(Console.Out, costs, limits);
    int seeds = options.Whole("seeds", 5);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{pool.Items:#,0} scans of "
        + $"{pool.MeanSeconds:0.###} s +- {100 * pool.Spread:0} %, {pool.Workers} workers x {pool.Places} places, one "
        + $"of them {pool.SlowFactor:0.#} times slower: time over that of work which can be cut at will, mean (range) "
        + $"of {seeds} seeds from {pool.Seed} on.\n"));
    Tables.WriteStragglers(Console.Out, pool, seeds);
    return 0;
}
catch (Exception cause) when (cause is ArgumentException or InvalidDataException or SqliteException or IOException)
{
    Console.Error.WriteLine($"simulate-scale: {cause.Message}");
    return 2;
}

static void Print(MeasuredRun? run, ScanCosts costs, PlanLimits limits, JournalProbe probe)
{
    Console.WriteLine(run is null ? "No run named: figures of docs/scale-out.md."
        : $"{run.Pipeline}, {run.Scans} scans on {run.Cores} cores; milliseconds per scan: "
            + string.Join(", ", run.Blocks.Take(6).Select(block => $"{block.Block} {1000 * block.Seconds:0.#}")));
    if (run is { FilesSeen: 0 })
        Console.WriteLine("Its scans are not seen from this folder, so their size is that of docs/scale-out.md: start "
            + "this where the run was started, or say --input-bytes.");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Per scan: {costs.Seconds:0.0000} s of a core, "
        + $"{Tables.Bytes(costs.InputBytes)} read, {Tables.Bytes(costs.MapBytes)} of maps, "
        + $"{Tables.Bytes(costs.PartBytes)} of contributions; queue {costs.BrokerMicroseconds:0} us, coordinator "
        + $"{costs.CoordinatorMicroseconds:0} us, journal {costs.RowMicroseconds:0} us and {costs.RowBytes:0} B a "
        + $"row."));
    Console.WriteLine($"Limits: files {Tables.Bytes(limits.StorageBytes)}/s, contributions into one journal "
        + $"{Tables.Bytes(limits.JournalBytes)}/s, {limits.RowsPerRun:0.#e+0} rows a run. Measured here: journal "
        + $"{probe.RowMicroseconds:0} us a row, {Tables.Bytes(probe.BytesPerSecond)}/s.\n");
}
