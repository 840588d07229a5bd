using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Pipeline3D.Kernels.Ilgpu;

namespace Pipeline3D.Kernels.Tests;

/// <summary>Every kernel compiles to PTX and to OpenCL C that call nothing which is not there. No device is
/// needed.</summary>
public sealed class DeviceTextTests
{
    public static TheoryData<string, string> KernelsAndArchitectures { get; } = All();

    [Theory, MemberData(nameof(KernelsAndArchitectures))]
    public void Compile_Kernel_PtxWithoutExternals(string kernel, string architecture)
    {
        CudaArchitecture target = architecture == "sm_80" ? CudaArchitecture.SM_80 : CudaArchitecture.SM_90;
        // One context per compilation: a failed one poisons it.
        using Context context = Context.Create(builder => builder.CPU().EnableAlgorithms());
        using var backend = new PTXBackend(
            context, new CudaCapabilityContext(target), target, CudaInstructionSet.ISA_80, null);
        var compiled = (PTXCompiledKernel)backend.Compile(
            EntryPointDescription.FromImplicitlyGroupedKernel(EntryOf(kernel)), KernelSpecialization.Empty);
        Assert.Contains(".entry", compiled.PTXAssembly, StringComparison.Ordinal);
        Assert.Contains($".target {architecture}", compiled.PTXAssembly, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(".extern", compiled.PTXAssembly, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Compile_Kernel_OpenClWithoutExternals(string kernel)
    {
        using Context context = Context.Create(builder => builder.CPU().EnableAlgorithms());
        using var backend = new CLBackend(context, new CLCapabilityContext(float16: false, float64: true,
            genericAddressSpace: true, int64_Atomics: true, subGroups: false), CLDeviceVendor.AMD, CLCVersion.CL20);
        var compiled = (CLCompiledKernel)backend.Compile(
            EntryPointDescription.FromImplicitlyGroupedKernel(EntryOf(kernel)), KernelSpecialization.Empty);
        Assert.Contains("kernel void", compiled.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("extern", compiled.Source, StringComparison.Ordinal);
    }

    public static TheoryData<string> Kernels { get; } = [.. typeof(IKernelBody).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IKernelBody))).Select(type => type.FullName!)];

    private static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (Type kernel in typeof(IKernelBody).Assembly.GetTypes())
            if (kernel.IsValueType && kernel.IsAssignableTo(typeof(IKernelBody)))
                foreach (string architecture in (string[])["sm_80", "sm_90"])
                    all.Add(kernel.FullName!, architecture);
        return all;
    }

    // Kernels name their parameters by what they hold: TF floats, TI ints, TU keys; a fill has T and TB of it.
    private static MethodInfo EntryOf(string kernel)
    {
        Type open = typeof(IKernelBody).Assembly.GetType(kernel)!;
        Type closed = open.MakeGenericType([.. open.GetGenericArguments().Select(parameter => parameter.Name switch
        {
            "TF" or "TB" => typeof(DeviceBuffer<float>),
            "TI" => typeof(DeviceInts),
            "TU" => typeof(DeviceKeys),
            "T" => typeof(float),
            string other => throw new InvalidOperationException($"{kernel} has an unknown parameter {other}"),
        })]);
        return typeof(KernelEntry).GetMethod(nameof(KernelEntry.Run))!.MakeGenericMethod(closed);
    }
}
