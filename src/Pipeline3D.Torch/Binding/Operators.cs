using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipeline3D.Torch.Binding;

/// <summary>Calls any ATen operator by name and overload; arguments stand in the schema's order and may end early.</summary>
/// <remarks>Handles of operators are constants of the process and are looked up once. Cost of a call: about 1 us.</remarks>
internal static unsafe class Operators
{
    private const int ResultCapacity = 8;
    private static readonly ConcurrentDictionary<(string Name, string Overload), nint> Known = new();

    /// <summary>Calls an operator with one tensor as result.</summary>
    public static torch.Tensor One(string name, string overload, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[ResultCapacity];
        NativeArgument[]? many = Call(name, overload, arguments, results, out int count);
        return count == 1 && many is null ? Wrap(results[0])
            : throw new TorchException(name, "", $"one tensor was expected, not {count}");
    }

    /// <summary>Calls an operator with any number of tensors as result; lists are laid out flat.</summary>
    public static torch.Tensor[] Many(string name, string overload, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[ResultCapacity];
        NativeArgument[]? many = Call(name, overload, arguments, results, out int count);
        var tensors = new torch.Tensor[count];
        for (int i = 0; i < count; i++)
            tensors[i] = Wrap(many is null ? results[i] : many[i]);
        return tensors;
    }

    /// <summary>Calls an operator that changes <paramref name="target"/> and returns it.</summary>
    public static torch.Tensor InPlace(
        torch.Tensor target, string name, string overload, params ReadOnlySpan<Argument> arguments)
    {
        Run(name, overload, arguments);
        return target;
    }

    /// <summary>Calls an operator whose results are of no use.</summary>
    public static void Run(string name, string overload, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[ResultCapacity];
        NativeArgument[]? many = Call(name, overload, arguments, results, out int count);
        for (int i = 0; i < count; i++)
        {
            NativeArgument result = many is null ? results[i] : many[i];
            if (result.Tag == NativeTag.Tensor)
                NativeMethods.p3d_release(result.Pointer);
        }
    }

    /// <summary>Calls an operator that returns one number or truth value; as its bits.</summary>
    public static NativeArgument Value(string name, string overload, params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument* results = stackalloc NativeArgument[ResultCapacity];
        Call(name, overload, arguments, results, out int count);
        return count == 1 && results[0].Tag != NativeTag.Tensor ? results[0]
            : throw new TorchException(name, "", "one number was expected");
    }

    /// <summary>The exception for the last failed native call on this thread.</summary>
    public static TorchException Failure(string name, string arguments)
    {
        string reason = Marshal.PtrToStringUTF8(NativeMethods.p3d_last_error()) ?? "no reason given";
        nint managed = NativeMethods.p3d_last_exception();
        if (managed == 0)
            return new TorchException(name, arguments, reason);
        GCHandle handle = GCHandle.FromIntPtr(managed);
        var cause = (Exception)handle.Target!;
        handle.Free();
        return new TorchException(name, arguments, $"{reason}: {cause.Message}", cause);
    }

    private static torch.Tensor Wrap(NativeArgument result) => result.Tag == NativeTag.Tensor
        ? new torch.Tensor(result.Pointer, (long)result.Length << 10)
        : throw new TorchException("result", "", $"a tensor was expected, not {result.Tag}");

    private static nint Find(string name, string overload)
    {
        if (Known.TryGetValue((name, overload), out nint found))
            return found;
        TorchRuntime.Require();
        found = NativeMethods.p3d_operator($"aten::{name}", overload);
        if (found == 0)
            throw Failure($"aten::{name}.{overload}", "");
        return Known[(name, overload)] = found;
    }

    private static NativeArgument[]? Call(
        string name, string overload, ReadOnlySpan<Argument> arguments, NativeArgument* results, out int count)
    {
        nint handle = Find(name, overload);
        int words = 0;
        foreach (Argument argument in arguments)
            words += argument.Words;
        Span<long> lists = words <= 64 ? stackalloc long[64] : GC.AllocateUninitializedArray<long>(words, pinned: true);
        NativeArgument* native = stackalloc NativeArgument[arguments.Length + 1];
        int status, found;
        fixed (long* list = lists)
        {
            long* free = list;
            for (int i = 0; i < arguments.Length; i++)
                native[i] = Marshalled(arguments[i], ref free);
            status = NativeMethods.p3d_invoke(handle, native, arguments.Length, results, ResultCapacity, &found);
        }
        foreach (Argument argument in arguments)
            GC.KeepAlive(argument.Reference);
        if (status != 0)
            throw Failure($"aten::{name}", Describe(arguments));
        count = found;
        if (found <= ResultCapacity)
            return null;
        var many = new NativeArgument[found];
        fixed (NativeArgument* start = many)
            NativeMethods.p3d_results(start);
        return many;
    }

    private static NativeArgument Marshalled(Argument argument, ref long* free)
    {
        var native = new NativeArgument { Tag = argument.Tag, Position = -1, Integer = argument.Bits };
        if (argument.Tag == NativeTag.Tensor)
        {
            native.Pointer = ((torch.Tensor)argument.Reference!).Handle;
            return native;
        }
        if (argument.Reference is null)
            return native;
        native.Pointer = (nint)free;
        switch (argument.Reference)
        {
            case long[] numbers:
                numbers.CopyTo(new Span<long>(free, numbers.Length));
                native.Length = numbers.Length;
                break;
            case double[] numbers:
                numbers.CopyTo(new Span<double>(free, numbers.Length));
                native.Length = numbers.Length;
                break;
            case bool[] flags:
                flags.CopyTo(new Span<bool>(free, flags.Length));
                native.Length = flags.Length;
                break;
            case torch.Tensor?[] tensors:
                for (int i = 0; i < tensors.Length; i++)
                    free[i] = tensors[i]?.Handle ?? 0;
                native.Length = tensors.Length;
                break;
            case string text:
                native.Length = Encoding.UTF8.GetBytes(text, new Span<byte>(free, Encoding.UTF8.GetMaxByteCount(text.Length)));
                break;
        }
        free += argument.Words;
        return native;
    }

    private static string Describe(ReadOnlySpan<Argument> arguments)
    {
        var text = new StringBuilder();
        foreach (Argument argument in arguments)
            text.Append(text.Length > 0 ? ", " : "").Append(argument.ToString());
        return text.ToString();
    }
}
