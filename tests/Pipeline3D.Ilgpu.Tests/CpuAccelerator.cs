using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime.CPU;
using Pipeline3D.Kernels.Ilgpu;

namespace Pipeline3D.Kernels.Tests;

/// <summary>ILGPU's CPU accelerator: it runs what ILGPU's compiler makes of a kernel, without a GPU.</summary>
internal static class CpuAccelerator
{
    /// <summary>A device of its own.</summary>
    public static IlgpuDevice Open()
    {
        Context context = Context.Create(builder => builder.CPU().EnableAlgorithms());
        return new IlgpuDevice("ilgpu-cpu", context, context.CreateCPUAccelerator(0));
    }
}
