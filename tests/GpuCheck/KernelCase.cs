using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.GpuCheck;

/// <summary>One kernel at one size, on the cores and on a device. What is timed is the operator, with what its callers
/// get; values to compare are taken of that afterwards.</summary>
internal sealed record KernelCase
{
    private KernelCase()
    {
    }

    /// <summary>Name of the kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>Its size in words, for the table.</summary>
    public required string Size { get; init; }

    /// <summary>Runs it on the cores.</summary>
    public required Func<object> Cores { get; init; }

    /// <summary>Runs it on a device.</summary>
    public required Func<DeviceScope, object> Device { get; init; }

    /// <summary>The values of a result.</summary>
    public required Func<object, float[]> Values { get; init; }

    /// <summary>Brings to the device what can stay there between the blocks of one item; null when there is
    /// none.</summary>
    public Action<DeviceScope>? Bring { get; private init; }

    /// <summary>Whether an operand stays after the first run in a scope.</summary>
    public bool Stays { get; init; }

    /// <summary>Name of the operation that the torch script times beside it; empty for none.</summary>
    public string Torch { get; init; } = "";

    /// <summary>Whether it is another way to a result that a case before has: the cores are not timed again.</summary>
    public bool IsOtherWay { get; init; }

    /// <summary>How far a value may lie from the cores', as a share of the largest.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Share of values that may lie farther: ties and borders that fall the other way.</summary>
    public double MayDiffer { get; init; } = 0.001;

    /// <summary>A case.</summary>
    /// <param name="kernel">Name of the kernel.</param>
    /// <param name="size">Its size in words.</param>
    /// <param name="cores">Runs it on the cores.</param>
    /// <param name="device">Runs it on a device.</param>
    /// <param name="values">The values of a result.</param>
    public static KernelCase Of<T>(string kernel, string size, Func<T> cores, Func<DeviceScope, T> device,
        Func<T, IEnumerable<float>> values)
        where T : class => new()
        {
            Kernel = kernel, Size = size, Cores = cores, Device = device, Values = found => [.. values((T)found)],
        };

    /// <summary>The same with a cloud that stays.</summary>
    public KernelCase With(PointCloud cloud) => this with { Bring = scope => scope.Bring(cloud), Stays = true };

    /// <summary>The same with rows that stay.</summary>
    public KernelCase With(FeatureMatrix rows) => this with { Bring = scope => scope.Bring(rows), Stays = true };
}
