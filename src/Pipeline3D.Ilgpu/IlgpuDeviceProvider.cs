using System.Globalization;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>The CUDA and OpenCL devices that ILGPU finds on this machine.</summary>
/// <remarks>Several GPUs are several devices by index, each with a context, queue and pool of its own; nothing is
/// copied between them.</remarks>
public sealed class IlgpuDeviceProvider : IDeviceProvider
{
    /// <summary>Looks for devices once.</summary>
    public IlgpuDeviceProvider()
    {
        using Context context = NewContext();
        Names =
        [
            .. Enumerable.Range(0, context.GetCudaDevices().Count).Select(index => NameOf("cuda", index)),
            .. Enumerable.Range(0, context.GetCLDevices().Count).Select(index => NameOf("opencl", index)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public IDevice Open(string name)
    {
        if (!Names.Contains(name))
            throw new ArgumentException(
                $"ILGPU has no device '{name}'; it has {(Names.Count > 0 ? string.Join(", ", Names) : "none")}",
                nameof(name));
        int index = int.Parse(name.AsSpan(name.IndexOf(':') + 1), CultureInfo.InvariantCulture);
        // A context of its own: a kernel that fails to compile poisons the context it failed in.
        Context context = NewContext();
        return new IlgpuDevice(name, context, name.StartsWith("cuda", StringComparison.Ordinal)
            ? context.CreateCudaAccelerator(index) : context.CreateCLAccelerator(index));
    }

    private static Context NewContext() => Context.Create(builder => builder.Cuda().OpenCL().EnableAlgorithms());

    private static string NameOf(string kind, int index)
        => string.Create(CultureInfo.InvariantCulture, $"{kind}:{index}");
}
