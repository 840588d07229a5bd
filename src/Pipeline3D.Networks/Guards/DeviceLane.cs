using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>The one lane of a device: whoever runs a network enters it first, so that two blocks do not fight for the
/// same cores or the same memory.</summary>
/// <remarks>One lane for each device and run, handed to the blocks that use it; nothing in it is
/// process-wide.</remarks>
public sealed class DeviceLane : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Makes the lane of a device.</summary>
    /// <param name="device"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of one operator while the lane is held; at least 1. Use 1 where blocks run in
    /// parallel beside it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one thread, or more than 4 for each core.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load, or has no such device.</exception>
    public DeviceLane(string device, int threads)
    {
        // libtorch ends the process for a count below 1.
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 4 * Environment.ProcessorCount);
        (Device, Threads) = (TorchRuntime.Device(device), threads);
    }

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>Threads of one operator while the lane is held.</summary>
    public int Threads { get; }

    /// <summary>Waits for the lane and runs work in it, on one thread from begin to end.</summary>
    /// <param name="work">Runs the network; must not wait for another lane.</param>
    /// <param name="stop">Ends the wait; work that has begun is not interrupted.</param>
    public async Task<T> RunAsync<T>(Func<Device, T> work, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            // Dispose scopes, no_grad and the count of threads belong to the thread, so no await lies in between.
            return Held(work);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The same where the caller cannot await: waits for the lane on this thread and runs work in
    /// it.</summary>
    /// <param name="work">Runs the network; must not wait for another lane.</param>
    /// <param name="stop">Ends the wait; work that has begun is not interrupted.</param>
    public T Run<T>(Func<Device, T> work, CancellationToken stop)
    {
        _gate.Wait(stop);
        try
        {
            return Held(work);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private T Held<T>(Func<Device, T> work)
    {
        int before = get_num_threads();
#pragma warning disable RS0030 // counts that libtorch had, or that were checked when the lane was made
        try
        {
            if (before != Threads)
                set_num_threads(Threads);
            return work(Device);
        }
        finally
        {
            if (before != Threads)
                set_num_threads(before);
        }
#pragma warning restore RS0030
    }
}
