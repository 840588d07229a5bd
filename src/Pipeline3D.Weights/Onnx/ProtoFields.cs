namespace Pipeline3D.Weights.Onnx;

/// <summary>The fields of one message of protocol buffers, one after the other.</summary>
/// <remarks>Source: the format's public description. Groups, which were given up long ago, are refused.</remarks>
internal ref struct ProtoFields(ReadOnlySpan<byte> message, string path)
{
    private readonly int _length = message.Length;
    private ReadOnlySpan<byte> _left = message;

    /// <summary>The field's number in its message.</summary>
    public int Number { get; private set; }

    /// <summary>A whole number of the field; 0 where it is a message or text.</summary>
    public ulong Whole { get; private set; }

    /// <summary>What the field holds, where it is a message, a text, or numbers that are packed; or 4 or 8 bytes of one
    /// number.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the field is a whole number by itself.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <exception cref="WeightFormatException">The message ends inside it, or it is of no known kind.</exception>
    public bool Next()
    {
        if (_left.IsEmpty)
            return false;
        ulong key = Varint(ref _left);
        (Number, Whole, IsWhole) = ((int)Math.Min(key >> 3, int.MaxValue), 0, false);
        Bytes = default;
        switch (key & 7)
        {
            case 0:
                (Whole, IsWhole) = (Varint(ref _left), true);
                break;
            case 1:
                Bytes = Take(8);
                break;
            case 2:
                Bytes = Take(Varint(ref _left));
                break;
            case 5:
                Bytes = Take(4);
                break;
            default:
                throw Error($"field {Number} is of kind {key & 7}, which messages do not have");
        }
        return true;
    }

    /// <summary>Whole numbers that the field holds: one, or many that are packed.</summary>
    public readonly List<long> Wholes()
    {
        if (IsWhole)
            return [(long)Whole];
        var numbers = new List<long>();
        for (ReadOnlySpan<byte> left = Bytes; !left.IsEmpty;)
            numbers.Add((long)Varint(ref left));
        return numbers;
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_left.Length)
            throw Error($"field {Number} claims {count} bytes, its message has {_left.Length} left");
        ReadOnlySpan<byte> bytes = _left[..(int)count];
        _left = _left[(int)count..];
        return bytes;
    }

    private readonly ulong Varint(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < from.Length; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return value;
            }
        }
        throw Error("a whole number does not end");
    }

    private readonly WeightFormatException Error(string problem)
        => new(path, $"at {_length - _left.Length} of a message of {_length} bytes: {problem}");
}
