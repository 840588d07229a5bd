using ILGPU.Runtime.Cuda;
using Pipeline3D.GpuCheck;

namespace Pipeline3D.Kernels.Tests;

/// <summary>Every kernel compiles to PTX and to OpenCL C that call nothing which is not there. No device is
/// needed.</summary>
public sealed class DeviceTextTests
{
    /// <summary>The oldest instruction set that kernels are offered to (CUDA 11.8) and the newest that ILGPU
    /// knows.</summary>
    public static TheoryData<string, string> KernelsAndSets { get; } =
        [.. KernelTexts.Names.SelectMany(name => (string[])["7.8", "8.8"], (name, set) => (name, set))];

    public static TheoryData<string> Kernels { get; } = [.. KernelTexts.Names];

    [Theory, MemberData(nameof(KernelsAndSets))]
    public void Compile_Kernel_PtxWithoutSurprises(string kernel, string instructionSet)
    {
        string text = KernelTexts.Ptx(kernel, instructionSet == "7.8"
            ? CudaInstructionSet.ISA_78 : CudaInstructionSet.ISA_88);
        Assert.Contains(".entry", text, StringComparison.Ordinal);
        // ILGPU 1.5.3 writes sm_80 for every newer card too.
        Assert.Contains(".target sm_80", text, StringComparison.OrdinalIgnoreCase);
        // An external function is one that the driver does not have; copysign has its operands swapped (ILGPU 1361).
        Assert.DoesNotContain(".extern", text, StringComparison.Ordinal);
        Assert.DoesNotContain("copysign.", text, StringComparison.Ordinal);
        // Memory per thread is slow and easily comes by accident.
        Assert.DoesNotContain(".local", text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Compile_Kernel_OpenClWithoutExternals(string kernel)
    {
        string text = KernelTexts.OpenCl(kernel);
        Assert.Contains("kernel void", text, StringComparison.Ordinal);
        Assert.DoesNotContain("extern", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_OfTheAssembly_ThereAreSome() => Assert.True(KernelTexts.Names.Count > 10);
}
