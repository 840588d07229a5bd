using System.Diagnostics;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.GpuCheck;

/// <summary>Times cases.</summary>
internal static class Stopwatches
{
    /// <summary>Measures one case.</summary>
    /// <param name="wanted">The case.</param>
    /// <param name="device">The device.</param>
    /// <param name="seconds">Time for the later runs of each column.</param>
    /// <param name="torch">Best times of torch's operations by name; milliseconds.</param>
    public static KernelResult Measure(
        KernelCase wanted, KernelDevice device, double seconds, IReadOnlyDictionary<string, double> torch)
    {
        float[] expected = wanted.Values(wanted.Cores());
        double? cores = wanted.IsOtherWay ? null : Best(seconds, () => wanted.Cores());
        object made = expected;
        double first = Once(() => made = Fresh(device, wanted.Device));
        float[] found = wanted.Values(made);
        double steady = Best(seconds, () => Fresh(device, wanted.Device));
        double? resident = null, kernels = null, copyIn = null;
        int? launches = null;
        if (wanted.Stays)
        {
            using DeviceScope scope = device.Open();
            wanted.Bring?.Invoke(scope);
            wanted.Device(scope);
            resident = Best(seconds, () => wanted.Device(scope));
            (launches, kernels) = Launches(device, seconds, () => wanted.Device(scope));
        }
        if (wanted.Bring is { } bring)
            copyIn = Best(seconds, () => Fresh(device, scope =>
            {
                bring(scope);
                return scope;
            }));
        double differs = Differs(expected, found, wanted.Tolerance);
        return new KernelResult(wanted.Kernel, wanted.Size, cores, first, steady, resident,
            kernels, launches, copyIn, differs,
            differs <= wanted.MayDiffer, torch.TryGetValue(wanted.Torch, out double best) ? best : null);
    }

    private static double Differs(float[] expected, float[] found, double tolerance)
    {
        if (expected.Length != found.Length)
            return 1;
        double largest = 1e-30;
        foreach (float value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        int different = 0;
        for (int i = 0; i < found.Length; i++)
            different += Math.Abs(expected[i] - (double)found[i]) <= tolerance * largest ? 0 : 1;
        return (double)different / Math.Max(1, found.Length);
    }

    // Events between the launches slow the host down: these runs are timed by them alone.
    private static (int Launches, double Milliseconds) Launches(KernelDevice device, double seconds, Action work)
    {
        var clock = new LaunchClock();
        device.Clock = clock;
        try
        {
            (int Launches, double Milliseconds) best = (0, double.PositiveInfinity);
            Best(seconds / 2, () =>
            {
                work();
                if (clock.Take() is var run && run.Milliseconds < best.Milliseconds)
                    best = run;
            });
            return best;
        }
        finally
        {
            device.Clock = null;
        }
    }

    private static T Fresh<T>(KernelDevice device, Func<DeviceScope, T> work)
    {
        using DeviceScope scope = device.Open();
        return work(scope);
    }

    private static double Best(double seconds, Action work)
    {
        double best = double.PositiveInfinity;
        long began = Stopwatch.GetTimestamp();
        do
            best = Math.Min(best, Once(work));
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);
        return best;
    }

    private static double Once(Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
