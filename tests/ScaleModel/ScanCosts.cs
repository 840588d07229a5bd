namespace Pipeline3D.ScaleModel;

/// <summary>What one scan costs: measured in a run, or as docs/scale-out.md says.</summary>
public sealed record ScanCosts
{
    /// <summary>Seconds of one core in the pipeline's blocks.</summary>
    public double Seconds { get; init; } = 0.372;

    /// <summary>Bytes of the scan's file.</summary>
    public double InputBytes { get; init; } = 2e6;

    /// <summary>Bytes of what the run keeps of it in files: maps.</summary>
    public double MapBytes { get; init; } = 200e3;

    /// <summary>Bytes that it leaves in sinks and reducers, all of which goes through the journal.</summary>
    public double PartBytes { get; init; } = 250e3;

    /// <summary>Microseconds of the queue's server.</summary>
    public double BrokerMicroseconds { get; init; } = 200;

    /// <summary>Microseconds of the process that the run belongs to, without the journal's.</summary>
    public double CoordinatorMicroseconds { get; init; } = 225;

    /// <summary>Microseconds of the journal's thread for a row.</summary>
    public double RowMicroseconds { get; init; } = 50;

    /// <summary>Bytes of a row, without what the scan leaves in sinks and reducers.</summary>
    public double RowBytes { get; init; } = 350;
}
