namespace Pipeline3D.ScaleModel;

/// <summary>What cannot be had more of by adding workers.</summary>
/// <param name="Name">What it is.</param>
/// <param name="ScansPerDay">How many scans a day fill it.</param>
/// <param name="Remedy">What to do then.</param>
public sealed record Limit(string Name, double ScansPerDay, string Remedy);

/// <summary>What a number of scans a day takes.</summary>
public sealed class DailyPlan(ScanCosts costs, PlanLimits limits, double scansPerDay)
{
    private const double SecondsPerDay = 86_400, MessagesPerScan = 2, Micro = 1e-6;

    /// <summary>Scans a day.</summary>
    public double ScansPerDay => scansPerDay;

    /// <summary>Scans a second.</summary>
    public double PerSecond => scansPerDay / SecondsPerDay;

    /// <summary>Cores that do nothing but the pipeline's blocks.</summary>
    public double Cores => PerSecond * costs.Seconds;

    /// <summary>Bytes of scans read, per second.</summary>
    public double InputBytes => PerSecond * costs.InputBytes;

    /// <summary>Bytes of maps written, per second.</summary>
    public double MapBytes => PerSecond * costs.MapBytes;

    /// <summary>Bytes of contributions through the journal, per second.</summary>
    public double PartBytes => PerSecond * costs.PartBytes;

    /// <summary>Messages of the queue, per second: a task and its result.</summary>
    public double Messages => PerSecond * MessagesPerScan;

    /// <summary>Cores of the queue's server.</summary>
    public double BrokerCores => PerSecond * costs.BrokerMicroseconds * Micro;

    /// <summary>Cores of the process that the run belongs to.</summary>
    public double CoordinatorCores => PerSecond * costs.CoordinatorMicroseconds * Micro;

    /// <summary>Share of the one thread that writes the journal.</summary>
    public double JournalCores => PerSecond * costs.RowMicroseconds * Micro;

    /// <summary>Bytes of rows that the journal grows by, per day, without contributions.</summary>
    public double RowBytesPerDay => scansPerDay * costs.RowBytes;

    /// <summary>Machines, at least one.</summary>
    public double Machines => Math.Max(1, Math.Ceiling(Cores / limits.CoresPerMachine));

    /// <summary>All limits, the first to be reached first.</summary>
    public IReadOnlyList<Limit> Limits => [.. new Limit[]
    {
        new("reading scans", At(limits.StorageBytes, costs.InputBytes),
            "several file systems or an object store, smaller files; score where the scans are made"),
        new("contributions through the journal", At(limits.JournalBytes, costs.PartBytes),
            "leave evaluation.metrics out: production has no labels"),
        new("writing maps", At(limits.StorageBytes, costs.MapBytes), "keep maps of rejected scans alone"),
        new("rows of one run", limits.RowsPerRun, "a run per day and category"),
        new("journal thread", At(1 / Micro, costs.RowMicroseconds), "several runs"),
        new("coordinator, one core", At(1 / Micro, costs.CoordinatorMicroseconds), "several runs"),
        new("queue, one core", At(1 / Micro, costs.BrokerMicroseconds), "several servers, a run each"),
    }.OrderBy(limit => limit.ScansPerDay)];

    /// <summary>The limits that are reached; none when more workers are all that it takes.</summary>
    public IReadOnlyList<Limit> Reached => [.. Limits.TakeWhile(limit => limit.ScansPerDay <= scansPerDay)];

    private static double At(double perSecond, double perScan)
        => perScan > 0 ? SecondsPerDay * perSecond / perScan : double.PositiveInfinity;
}

/// <summary>What one of each can do.</summary>
public sealed record PlanLimits
{
    /// <summary>Bytes per second that one file server gives and takes: a 10 Gbit/s link.</summary>
    public double StorageBytes { get; init; } = 1e9;

    /// <summary>Bytes per second of contributions that one journal takes.</summary>
    public double JournalBytes { get; init; } = 30e6;

    /// <summary>Rows of one run's journal, which resuming and ordering walk through.</summary>
    public double RowsPerRun { get; init; } = 1e7;

    /// <summary>Cores of a machine.</summary>
    public double CoresPerMachine { get; init; } = 32;
}
