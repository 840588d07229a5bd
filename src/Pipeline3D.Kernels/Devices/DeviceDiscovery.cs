using System.Globalization;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Pipeline3D.Kernels.Devices;

/// <summary>Looks for GPUs and says why there is none.</summary>
internal static class DeviceDiscovery
{
    // A scan waits on its transfers and on its host work: a few programs at a time keep a GPU busy.
    private const int Lanes = 4;

    // Kernels are compiled for the oldest card of this family (sm_80 is written for newer ones too).
    private const int LeastCudaMajor = 11;

    /// <summary>All GPUs that ILGPU finds, CUDA first; for a kind without any, one line with the reason.</summary>
    public static IReadOnlyList<DeviceListing> List() => [.. Guarded("cuda", OfCuda), .. Guarded("opencl", OfOpenCl)];

    /// <summary>What is listed, or the driver's failure as the reason why nothing is.</summary>
    internal static DeviceListing[] Guarded(string kind, Func<DeviceListing[]> list)
    {
        try
        {
            return list();
        }
        catch (Exception cause) when (IsOfTheDriver(cause))
        {
            return [new DeviceListing(kind, kind, -1, "",
                $"its driver failed: {cause.Message}; update or reinstall it")];
        }
    }

    /// <summary>Whether a driver, and not this program, went wrong.</summary>
    internal static bool IsOfTheDriver(Exception cause) => cause is AcceleratorException or NotSupportedException
        or DllNotFoundException or EntryPointNotFoundException or System.ComponentModel.Win32Exception;

    /// <summary>Opens one that <see cref="List"/> found.</summary>
    /// <remarks>A context of its own: a kernel that fails to compile poisons the context it failed in.</remarks>
    public static KernelDevice Open(DeviceListing listing) => Open(listing, builder => builder);

    /// <summary>The same with what a <see cref="LaunchClock"/> needs.</summary>
    public static KernelDevice OpenTimed(DeviceListing listing) => Open(listing, builder => builder.Profiling());

    private static KernelDevice Open(DeviceListing listing, Func<Context.Builder, Context.Builder> with)
    {
        if (listing.Kind == "cuda")
        {
            Context cuda = Context.Create(builder => with(builder.Cuda().EnableAlgorithms()));
            return new KernelDevice(listing.Name, cuda, cuda.CreateCudaAccelerator(listing.Index), Lanes);
        }
        Context openCl = Context.Create(builder => with(builder.OpenCL().EnableAlgorithms()));
        return new KernelDevice(listing.Name, openCl, openCl.CreateCLAccelerator(listing.Index), Lanes);
    }

    /// <summary>Why a CUDA driver cannot be used; null when it can.</summary>
    /// <param name="isThere">Whether its library was found.</param>
    /// <param name="version">What it calls itself: 1000 major + 10 minor.</param>
    internal static string? ProblemOfDriver(bool isThere, int version) => !isThere
        ? "no NVIDIA driver (libcuda.so.1 was not found): install the driver of the card"
        : version / 1000 < LeastCudaMajor
            ? string.Create(CultureInfo.InvariantCulture, $"the NVIDIA driver knows CUDA {version / 1000}.")
                + string.Create(CultureInfo.InvariantCulture, $"{version % 1000 / 10} at most, {LeastCudaMajor}.0 is ")
                + "needed: update the driver"
            : null;

    private static DeviceListing[] OfCuda()
    {
        bool isThere = TryDriverVersion(out int version);
        if (ProblemOfDriver(isThere, version) is { } problem)
            return [new DeviceListing("cuda", "cuda", -1, "", problem)];
        using Context context = Context.Create(builder => builder.Cuda());
        CudaDevice[] devices = [.. context.GetCudaDevices()];
        return devices.Length == 0
            ? [new DeviceListing("cuda", "cuda", -1, "", "the NVIDIA driver lists no card that this process may use "
                + "(CUDA_VISIBLE_DEVICES, containers: --gpus all)")]
            : [.. devices.Select((device, index) => new DeviceListing(NameOf("cuda", index), "cuda", index,
                Described(device), null))];
    }

    private static DeviceListing[] OfOpenCl()
    {
        if (!IsLoadable("libOpenCL.so.1", "OpenCL.dll"))
            return [new DeviceListing("opencl", "opencl", -1, "", "no OpenCL loader (libOpenCL.so.1 was not found): "
                + "install ocl-icd-libopencl1 and the card's OpenCL driver")];
        using Context context = Context.Create(builder => builder.OpenCL());
        CLDevice[] all = [.. context.GetCLDevices()];
        DeviceListing[] devices = [.. all.Select((device, index) => new DeviceListing(
            NameOf("opencl", index), "opencl", index, Described(device), ProblemOf(device)))];
        return devices.Length > 0 ? devices
            : [new DeviceListing("opencl", "opencl", -1, "", "no OpenCL driver offers a device with OpenCL C 2.0 or "
                + "newer")];
    }

    private static string? ProblemOf(CLDevice device)
        => device.DeviceType != CLDeviceType.CL_DEVICE_TYPE_GPU
            ? "it computes on the cores, where cpu is faster"
            : device.Capabilities is CLCapabilityContext { Float64: false }
                ? "it has no double precision, which kernels need"
                : device.Capabilities is CLCapabilityContext { Int64_Atomics: false }
                    ? "it has no atomic operations on 64 bits, which kernels need" : null;

    private static string Described(Device device) => string.Create(CultureInfo.InvariantCulture,
        $"{device.Name}, {device.MemorySize / (double)(1 << 30):0.#} GiB, {device.NumMultiprocessors} multiprocessors");

    private static string NameOf(string kind, int index)
        => string.Create(CultureInfo.InvariantCulture, $"{kind}:{index}");

    private static bool IsLoadable(string linux, string windows)
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? windows : linux, out nint library))
            return false;
        NativeLibrary.Free(library);
        return true;
    }

    private static unsafe bool TryDriverVersion(out int version)
    {
        version = 0;
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint library))
            return false;
        int found = 0;
        bool isThere = NativeLibrary.TryGetExport(library, "cuDriverGetVersion", out nint address)
            && ((delegate* unmanaged<int*, int>)address)(&found) == 0;
        version = found;
        return isThere;
    }
}
