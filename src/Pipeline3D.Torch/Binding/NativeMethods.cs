using System.Runtime.InteropServices;

namespace Pipeline3D.Torch.Binding;

/// <summary>The C face of libtorch (Native/p3d_torch.h). Call <see cref="TorchRuntime.Require"/> before the first use.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "p3d_torch";

    [LibraryImport(Library)] internal static partial nint p3d_last_error();
    [LibraryImport(Library)] internal static partial nint p3d_last_exception();
    [LibraryImport(Library)] internal static partial long p3d_live_handles();
    [LibraryImport(Library)] internal static partial void p3d_release(nint tensor);
    [LibraryImport(Library)] internal static partial nint p3d_share(nint tensor);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint p3d_operator(string name, string overload);

    [LibraryImport(Library)] internal static partial int p3d_schema(nint op, byte* text, int capacity);

    [LibraryImport(Library)]
    internal static partial int p3d_invoke(
        nint op, NativeArgument* args, int count, NativeArgument* results, int capacity, int* resultCount);

    [LibraryImport(Library)] internal static partial void p3d_results(NativeArgument* results);

    [LibraryImport(Library)]
    internal static partial int p3d_from_memory(
        void* data, long* sizes, int dims, int dtype, delegate* unmanaged<nint, void> release, nint context, nint* tensor);

    [LibraryImport(Library)] internal static partial nint p3d_data(nint tensor);
    [LibraryImport(Library)] internal static partial int p3d_dims(nint tensor);
    [LibraryImport(Library)] internal static partial void p3d_shape(nint tensor, long* sizes, long* strides);
    [LibraryImport(Library)] internal static partial int p3d_dtype(nint tensor);
    [LibraryImport(Library)] internal static partial int p3d_device(nint tensor, int* index);
    [LibraryImport(Library)] internal static partial int p3d_flags(nint tensor);
    [LibraryImport(Library)] internal static partial int p3d_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial nint p3d_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int p3d_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)] internal static partial void p3d_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int p3d_get_threads();
    [LibraryImport(Library)] internal static partial int p3d_set_threads(int count);
    [LibraryImport(Library)] internal static partial int p3d_blas_threads();
    [LibraryImport(Library)] internal static partial nint p3d_openblas_config();
    [LibraryImport(Library)] internal static partial nint p3d_blas_library();
    [LibraryImport(Library)] internal static partial nint p3d_version();

    [LibraryImport(Library)] internal static partial int p3d_grad_enabled();
    [LibraryImport(Library)] internal static partial void p3d_set_grad_enabled(int value);
    [LibraryImport(Library)] internal static partial nint p3d_inference_begin(int value);
    [LibraryImport(Library)] internal static partial void p3d_inference_end(nint guard);

    [LibraryImport(Library)]
    internal static partial int p3d_backward(nint* roots, nint* seeds, int count, int retain, int create);

    [LibraryImport(Library)]
    internal static partial int p3d_gradients(nint* roots, nint* seeds, int count, nint* inputs, int inputCount,
        int retain, int create, int allowUnused, nint* grads);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int p3d_function(string name, nint* inputs, int inputCount, nint* outputs, int outputCount,
        byte* differentiable, nint* saved, int savedCount,
        delegate* unmanaged<nint, nint*, int, nint*, int, nint*, int, nint*, int> backward,
        delegate* unmanaged<nint, void> release, nint context, int* recorded);
}
