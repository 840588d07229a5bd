using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

/// <summary>A number or truth value that stands where an operator takes a tensor or a number. Converts by itself from the
/// numbers of C#.</summary>
public sealed class Scalar : IDisposable
{
    private readonly Argument _value;

    internal Scalar(Argument value, torch.ScalarType type) => (_value, Type) = (value, type);

    /// <summary>int64, float64 or bool.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>From a byte.</summary>
    public static implicit operator Scalar(byte value) => (long)value;

    /// <summary>From an int.</summary>
    public static implicit operator Scalar(int value) => (long)value;

    /// <summary>From a long.</summary>
    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);

    /// <summary>From a float.</summary>
    public static implicit operator Scalar(float value) => (double)value;

    /// <summary>From a double.</summary>
    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);

    /// <summary>From a truth value.</summary>
    public static implicit operator Scalar(bool value) => new(value, torch.ScalarType.Bool);

    /// <summary>Holds nothing to release; there for sources written for TorchSharp.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public override string ToString() => _value.ToString();

    internal Argument ToArgument() => _value;

    internal double ToDouble() => Type == torch.ScalarType.Float64
        ? BitConverter.Int64BitsToDouble(_value.Bits) : _value.Bits;
}
