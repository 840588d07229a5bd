using ILGPU.Runtime;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Sums the times of a device's launches by events of its own; copies and what the host does are not in
/// it.</summary>
/// <remarks>For one program at a time. Two events lie about every launch, whose own time, a microsecond or two, counts
/// in. The device must have been opened with profiling.</remarks>
internal sealed class LaunchClock
{
    private readonly List<(ProfilingMarker Began, ProfilingMarker Ended)> _launches = [];
    private ProfilingMarker? _began;

    /// <summary>Before a launch.</summary>
    public void Begin(AcceleratorStream stream) => _began = stream.AddProfilingMarker();

    /// <summary>After it.</summary>
    public void End(AcceleratorStream stream)
    {
        if (_began is { } began)
            _launches.Add((began, stream.AddProfilingMarker()));
        _began = null;
    }

    /// <summary>Number and sum of the launches since the last call; waits for them.</summary>
    public (int Launches, double Milliseconds) Take()
    {
        double sum = 0;
        foreach ((ProfilingMarker began, ProfilingMarker ended) in _launches)
        {
            sum += ended.MeasureFrom(began).TotalMilliseconds;
            began.Dispose();
            ended.Dispose();
        }
        int launches = _launches.Count;
        _launches.Clear();
        return (launches, sum);
    }
}
