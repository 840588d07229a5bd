using System.Runtime.InteropServices;
using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

/// <summary>What this process has of libtorch: whether it loads, which version and BLAS, how many threads and handles.</summary>
public static class TorchRuntime
{
    private const string Install = "install it with: apt-get install g++ libtorch-dev libopenblas0-pthread, then build again "
        + "(tools/setup does both)";

    private static readonly Lazy<TorchUnavailableException?> Missing = new(Load);

    /// <summary>True when tensors can be used here.</summary>
    public static bool IsAvailable => Missing.Value is null;

    /// <summary>One sentence why tensors cannot be used here, with the command that helps; empty when they can.</summary>
    public static string WhyUnavailable => Missing.Value?.Message ?? "";

    /// <summary>Does nothing where libtorch loads.</summary>
    /// <exception cref="TorchUnavailableException">It does not.</exception>
    public static void Require()
    {
        if (Missing.Value is { } missing)
            throw new TorchUnavailableException(missing.Message, missing);
    }

    /// <summary>Tensor handles that managed code holds now; what a leak test counts.</summary>
    public static long LiveHandles
    {
        get
        {
            Require();
            return NativeMethods.p3d_live_handles();
        }
    }

    /// <summary>Version, BLAS and threads, for a run's manifest.</summary>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static TorchDescription Describe()
    {
        Require();
        string? openBlas = Marshal.PtrToStringUTF8(NativeMethods.p3d_openblas_config());
        string library = Marshal.PtrToStringUTF8(NativeMethods.p3d_blas_library()) ?? "";
        return new TorchDescription(Marshal.PtrToStringUTF8(NativeMethods.p3d_version())!, openBlas ?? "reference BLAS",
            library, openBlas is not null, NativeMethods.p3d_get_threads(), NativeMethods.p3d_blas_threads());
    }

    private static TorchUnavailableException? Load()
    {
        try
        {
            NativeMethods.p3d_live_handles();
            return null;
        }
        catch (DllNotFoundException cause)
        {
            string file = Path.Combine(AppContext.BaseDirectory, "libp3d_torch.so");
            string what = File.Exists(file) ? "libtorch cannot be loaded" : "the binding to libtorch was not built";
            return new TorchUnavailableException($"{what}, so models do not run here; {Install}", cause);
        }
    }
}
