using ILGPU;

namespace Pipeline3D.Kernels.Ilgpu;

/// <summary>The method ILGPU compiles for every kernel.</summary>
public static class KernelEntry
{
    /// <summary>Runs a kernel's body for one index.</summary>
    public static void Run<TK>(Index1D index, TK body)
        where TK : struct, IKernelBody
        => body.Execute(index);
}
