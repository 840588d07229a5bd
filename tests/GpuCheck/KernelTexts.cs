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
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.GpuCheck;

/// <summary>What ILGPU's compiler makes of each kernel for devices that need not be there.</summary>
internal static class KernelTexts
{
    /// <summary>Every kernel as Type.Method.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Methods().Select(NameOf).Order(StringComparer.Ordinal)];

    public static string Ptx(string kernel, CudaInstructionSet instructionSet)
    {
        // One context per compilation: a failed one poisons it.
        using Context context = Context.Create(builder => builder.CPU().EnableAlgorithms());
        using var backend = new PTXBackend(context, new CudaCapabilityContext(CudaArchitecture.SM_80),
            CudaArchitecture.SM_80, instructionSet, null);
        return ((PTXCompiledKernel)backend.Compile(EntryOf(kernel), KernelSpecialization.Empty)).PTXAssembly;
    }

    public static string OpenCl(string kernel)
    {
        using Context context = Context.Create(builder => builder.CPU().EnableAlgorithms());
        using var backend = new CLBackend(context, new CLCapabilityContext(float16: false, float64: true,
            genericAddressSpace: true, int64_Atomics: true, subGroups: true), CLDeviceVendor.AMD, CLCVersion.CL20);
        return ((CLCompiledKernel)backend.Compile(EntryOf(kernel), KernelSpecialization.Empty)).Source;
    }

    private static EntryPointDescription EntryOf(string kernel)
    {
        MethodInfo method = Methods().Single(found => NameOf(found) == kernel);
        return method.GetParameters()[0].ParameterType == typeof(Index1D)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(method)
            : EntryPointDescription.FromExplicitlyGroupedKernel(method);
    }

    private static IEnumerable<MethodInfo> Methods() => typeof(KernelDevice).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(method => method.GetCustomAttribute<KernelAttribute>() is not null);

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
