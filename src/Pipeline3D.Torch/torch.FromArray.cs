using System.Runtime.InteropServices;
using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>A copy of an array of 1 to 6 dimensions as a tensor of its shape and type.</summary>
    /// <exception cref="ArgumentException">Tensors hold no elements of this type.</exception>
    public static Tensor from_array(Array rawArray, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        var sizes = new long[rawArray.Rank];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = rawArray.GetLongLength(i);
        ScalarType type = TypeOf(rawArray.GetType().GetElementType()!);
        GCHandle pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        try
        {
            return Converted(FromMemory(pin.AddrOfPinnedObject(), sizes, type), dtype, device, requires_grad);
        }
        finally
        {
            pin.Free();
        }
    }

    /// <summary>A copy of values in row-major order as a tensor of a shape.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static unsafe Tensor from_span<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        RequireCount(values.Length, shape);
        fixed (T* start = values)
            return FromMemory((nint)start, shape, TypeOf<T>());
    }

    /// <summary>A tensor over an array's own memory, without copying: the array stays pinned until the last tensor over it
    /// has gone, and each sees what the other writes.</summary>
    /// <param name="values">At least the shape's number of elements from <paramref name="offset"/> on, row-major.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="offset">First element of the tensor in the array.</param>
    /// <remarks>Not in TorchSharp, which has <see cref="frombuffer"/>.</remarks>
    /// <exception cref="ArgumentException">The array is too short, or tensors hold no such elements.</exception>
    public static Tensor over<T>(T[] values, ReadOnlySpan<long> shape, int offset = 0) where T : unmanaged =>
        Over(values, TypeOf<T>(), shape, offset);

    /// <summary>A vector over an array's own memory, without copying: the array stays pinned until the last tensor over it
    /// has gone, and each sees what the other writes. Shape it with <c>view</c>.</summary>
    /// <param name="rawArray">An array of one dimension.</param>
    /// <param name="dtype">The type of its elements.</param>
    /// <param name="count">How many elements; -1 for all from <paramref name="offset"/> on.</param>
    /// <param name="offset">First element.</param>
    /// <param name="requires_grad">Lets it collect a gradient.</param>
    /// <param name="device">The processor, or null for it; elsewhere it would have to be copied.</param>
    /// <exception cref="ArgumentException">The array is too short, has another type or more dimensions.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0,
        bool requires_grad = false, Device? device = null)
    {
        if (rawArray.Rank != 1 || TypeOf(rawArray.GetType().GetElementType()!) != dtype)
            throw new ArgumentException($"{rawArray.GetType().Name} is no vector of {dtype}", nameof(rawArray));
        Tensor made = Over(rawArray, dtype, [count < 0 ? rawArray.LongLength - offset : count], checked((int)offset));
        return Converted(made, dtype, device, requires_grad);
    }

    private static unsafe Tensor Over(Array values, ScalarType type, ReadOnlySpan<long> shape, int offset)
    {
        long count = 1;
        foreach (long size in shape)
            count = checked(count * size);
        if (offset < 0 || count < 0 || offset + count > values.LongLength)
            throw new ArgumentException(
                $"an array of {values.LongLength} is too short for {count} elements from {offset} on", nameof(values));
        TorchRuntime.Require();
        GCHandle pin = GCHandle.Alloc(values, GCHandleType.Pinned);
        nint start = pin.AddrOfPinnedObject() + (nint)offset * SizeOf(type);
        nint made;
        int status;
        fixed (long* sizes = shape)
            status = NativeMethods.p3d_from_memory((void*)start, sizes, shape.Length, (int)type, &Unpin,
                GCHandle.ToIntPtr(pin), &made);
        if (status == 0)
            return new Tensor(made);
        pin.Free();
        throw Operators.Failure("over", $"{type} of {count}");
    }

    internal static unsafe Tensor FromMemory(nint start, ReadOnlySpan<long> shape, ScalarType type)
    {
        TorchRuntime.Require();
        nint made;
        long bytes = SizeOf(type);
        foreach (long size in shape)
            bytes = checked(bytes * size);
        fixed (long* sizes = shape)
            if (NativeMethods.p3d_from_memory((void*)start, sizes, shape.Length, (int)type, null, 0, &made) != 0)
                throw Operators.Failure("tensor", $"{type}[{string.Join(", ", shape.ToArray())}]");
        return new Tensor(made, bytes);
    }

    internal static Tensor Converted(Tensor made, ScalarType? dtype, Device? device, bool requires_grad)
    {
        Tensor result = made;
        if (dtype is { } type && type != result.dtype)
            result = result.to_type(type);
        if (device is { type: not DeviceType.CPU })
            result = result.to(device);
        if (!ReferenceEquals(result, made))
            made.Dispose();
        return requires_grad ? result.requires_grad_() : result;
    }

    internal static void RequireCount(long count, ReadOnlySpan<long> shape)
    {
        long wanted = 1;
        foreach (long size in shape)
            wanted = checked(wanted * size);
        if (wanted != count)
            throw new ArgumentException($"{count} values do not fill the shape [{string.Join(", ", shape.ToArray())}]");
    }

    private static ScalarType TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Boolean => ScalarType.Bool,
        _ => throw new ArgumentException($"tensors hold no {type.Name}"),
    };

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
