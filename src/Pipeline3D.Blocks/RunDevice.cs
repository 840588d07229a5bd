using System.Collections.Concurrent;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Blocks;

/// <summary>The device of a run, shared by all of its blocks: what one of them brought there for an item is there for
/// the next, until the item ends.</summary>
/// <param name="choice">The device; none means Geometry's own algorithms on the cores.</param>
public sealed class RunDevice(DeviceChoice choice) : IRunDevice
{
    private readonly ConcurrentDictionary<long, Lazy<DeviceScope>> _scopes = [];

    /// <inheritdoc/>
    public string Name => choice.Name;

    /// <summary>Items that hold something on the device.</summary>
    public int Items => _scopes.Count;

    /// <inheritdoc/>
    public void Release(long item)
    {
        if (_scopes.TryRemove(item, out Lazy<DeviceScope>? scope))
            scope.Value.Dispose();
    }

    /// <summary>The device as the item at hand sees it; null on the cores. The engine disposes it when the item
    /// ends.</summary>
    public static DeviceScope? Of(BlockContext context)
        => context.Run.Device is RunDevice { Device: { } device } run
            ? run._scopes.GetOrAdd(context.Sequence,
                static (_, opened) => new Lazy<DeviceScope>(opened.Open), device).Value : null;

    /// <summary>Runs an item's work on the run's device or on the cores.</summary>
    /// <param name="context">The item.</param>
    /// <param name="work">The work; null stands for the cores.</param>
    /// <exception cref="ItemRejectedException">The device's memory does not hold it.</exception>
    public static T Compute<T>(BlockContext context, Func<DeviceScope?, T> work)
    {
        try
        {
            return work(Of(context));
        }
        catch (DeviceMemoryException cause)
        {
            throw context.Reject(RejectReason.DeviceMemory, cause.Message, cause);
        }
    }

    /// <summary>As above, for work that leaves its result where it belongs.</summary>
    public static void Run(BlockContext context, Action<DeviceScope?> work) => Compute(context, scope =>
    {
        work(scope);
        return true;
    });

    /// <summary>Runs work that belongs to no item on the run's device; on the cores when its memory is too
    /// small.</summary>
    /// <param name="run">The run; a remark says when the cores took over.</param>
    /// <param name="what">What is computed, for the remark.</param>
    /// <param name="work">The work; null stands for the cores.</param>
    public static T Compute<T>(RunContext run, string what, Func<DeviceScope?, T> work)
    {
        if (run.Device is not RunDevice { Device: { } device })
            return work(null);
        try
        {
            using DeviceScope scope = device.Open();
            return work(scope);
        }
        catch (DeviceMemoryException cause)
        {
            run.AddRemark($"{what} was computed on the cores: {cause.Message}");
            return work(null);
        }
    }

    private KernelDevice? Device => choice.Device;
}
