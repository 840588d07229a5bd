using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>A scan that was accepted and is not answered yet.</summary>
internal sealed class OpenScan(Arrival arrival, MapFormat map)
{
    private readonly TaskCompletionSource<ScanAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Arrival Arrival => arrival;

    public MapFormat Map => map;

    /// <summary>What the pipeline has reported so far; null before.</summary>
    public ScanReport? Report { get; set; }

    /// <summary>Completes when the scan has ended.</summary>
    public Task<ScanAnswer> Answer => _answer.Task;

    public void End(ScanAnswer answer) => _answer.TrySetResult(answer);
}
