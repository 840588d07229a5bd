using System.Globalization;

namespace Pipeline3D.Torch.Binding;

/// <summary>One argument of an operator before it crosses: converts from what callers have.</summary>
internal readonly struct Argument
{
    private Argument(NativeTag tag, long bits, object? reference = null) => (Tag, Bits, Reference) = (tag, bits, reference);

    /// <summary>What it holds.</summary>
    public NativeTag Tag { get; }

    /// <summary>The number's bits.</summary>
    public long Bits { get; }

    /// <summary>The tensor, array or text.</summary>
    public object? Reference { get; }

    /// <summary>The schema's default.</summary>
    public static Argument Default { get; } = new(NativeTag.Default, 0);

    /// <summary>No value.</summary>
    public static Argument None { get; } = new(NativeTag.None, 0);

    /// <summary>A list of one.</summary>
    public static Argument List(long number) => new[] { number };

    public static implicit operator Argument(torch.Tensor? tensor) =>
        tensor is null ? None : new(NativeTag.Tensor, 0, tensor);

    public static implicit operator Argument(long number) => new(NativeTag.Int, number);

    public static implicit operator Argument(long? number) => number is { } set ? set : None;

    public static implicit operator Argument(double number) => new(NativeTag.Double, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator Argument(double? number) => number is { } set ? set : None;

    public static implicit operator Argument(bool flag) => new(NativeTag.Bool, flag ? 1 : 0);

    public static implicit operator Argument(string? text) => text is null ? None : new(NativeTag.Text, 0, text);

    public static implicit operator Argument(long[]? list) => list is null ? None : new(NativeTag.Ints, 0, list);

    public static implicit operator Argument(double[]? list) => list is null ? None : new(NativeTag.Doubles, 0, list);

    public static implicit operator Argument(bool[]? list) => list is null ? None : new(NativeTag.Bools, 0, list);

    public static implicit operator Argument(torch.Tensor?[]? list) => list is null ? None : new(NativeTag.Tensors, 0, list);

    public static implicit operator Argument(torch.ScalarType type) => new(NativeTag.Int, (long)type);

    public static implicit operator Argument(torch.ScalarType? type) => type is { } set ? set : None;

    public static implicit operator Argument(torch.Device? device) => device is null ? None : device.ToString();

    public static implicit operator Argument(Scalar? number) => number is null ? None : number.ToArgument();

    /// <summary>Eight-byte words that its list or text needs on the way.</summary>
    public int Words => Reference switch
    {
        Array list when Tag == NativeTag.Bools => (list.Length + 7) / 8,
        Array list => list.Length,
        string text => (System.Text.Encoding.UTF8.GetMaxByteCount(text.Length) + 7) / 8,
        _ => 0,
    };

    /// <inheritdoc/>
    public override string ToString() => Tag switch
    {
        NativeTag.Default => "default",
        NativeTag.None => "none",
        NativeTag.Int => Bits.ToString(CultureInfo.InvariantCulture),
        NativeTag.Bool => Bits != 0 ? "true" : "false",
        NativeTag.Double => BitConverter.Int64BitsToDouble(Bits).ToString(CultureInfo.InvariantCulture),
        NativeTag.Tensor => ((torch.Tensor)Reference!).Summary,
        NativeTag.Ints => $"[{string.Join(", ", (long[])Reference!)}]",
        NativeTag.Doubles => $"[{string.Join(", ", (double[])Reference!)}]",
        NativeTag.Tensors => $"({string.Join(", ", ((torch.Tensor?[])Reference!).Select(item => item?.Summary ?? "none"))})",
        NativeTag.Bools => $"[{string.Join(", ", (bool[])Reference!)}]",
        _ => $"'{Reference}'",
    };
}
