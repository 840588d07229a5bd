namespace Pipeline3D.Weights.Pickle;

/// <summary>Reads a pickle of weights as data. It knows the few calls that torch writes (see
/// <see cref="PickleCalls"/>) and refuses every other one by name and byte; it never looks a class up and never runs
/// anything.</summary>
/// <remarks>Memory is bounded by the number of opcodes. Source: the opcodes of Python's pickletools, protocols 2 to
/// 4.</remarks>
internal sealed class Unpickler
{
    // A teacher of 46 tensors takes 5,000; what this many may build stays below 200 MB.
    private const int OpcodeLimit = 2_000_000;
    private static readonly object Mark = new();
    private readonly PickleCursor _cursor;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];

    private int _opcodes;

    private Unpickler(PickleCursor cursor) => _cursor = cursor;

    /// <summary>The object that the pickle holds.</summary>
    /// <exception cref="WeightFormatException">It is cut off, uses an opcode or a name that weights do not
    /// need.</exception>
    public static object? Read(string file, byte[] bytes)
    {
        var reader = new Unpickler(new PickleCursor(file, bytes));
        while (reader.Step())
        {
        }
        return reader.Pop();
    }

    private bool Step()
    {
        byte opcode = _cursor.Opcode();
        if (++_opcodes > OpcodeLimit)
            throw _cursor.Error($"more than {OpcodeLimit} opcodes");
        switch ((char)opcode)
        {
            case '.':
                return false;
            case '\u0080':
                int protocol = _cursor.Byte();
                if (protocol is < 2 or > 5)
                    throw _cursor.Error($"protocol {protocol} is not read");
                break;
            case '\u0095': // FRAME: a hint for readers that buffer
                _cursor.Int64();
                break;
            case '(':
                _stack.Add(Mark);
                break;
            case '0':
                Pop();
                break;
            case '1':
                PopToMark();
                break;
            case '2':
                _stack.Add(Peek());
                break;
            default:
                if (!PushConstant(opcode) && !Build(opcode) && !Remember(opcode) && !Call(opcode))
                    throw _cursor.Error($"opcode 0x{opcode:x2} {PickleOpcodes.Name(opcode)} is not allowed in weights");
                break;
        }
        return true;
    }

    private bool PushConstant(byte opcode)
    {
        object? value;
        switch ((char)opcode)
        {
            case 'N': value = null; break;
            case '\u0088': value = true; break;
            case '\u0089': value = false; break;
            case 'J': value = (long)_cursor.Int32(); break;
            case 'K': value = (long)_cursor.Byte(); break;
            case 'M': value = (long)_cursor.UInt16(); break;
            case '\u008a': value = _cursor.Long(_cursor.Byte()); break;
            case 'G': value = _cursor.BigEndianDouble(); break;
            case 'X': value = _cursor.Utf8((uint)_cursor.Int32()); break;
            case '\u008c': value = _cursor.Utf8(_cursor.Byte()); break;
            case '\u008d': value = _cursor.Utf8(_cursor.Int64()); break;
            case 'U': value = _cursor.Latin1(_cursor.Byte()); break;
            case 'T': value = _cursor.Latin1((uint)_cursor.Int32()); break;
            case 'C': value = _cursor.Latin1(_cursor.Byte()); break;
            case 'B': value = _cursor.Latin1((uint)_cursor.Int32()); break;
            default: return false;
        }
        _stack.Add(value);
        return true;
    }

    private bool Build(byte opcode)
    {
        switch ((char)opcode)
        {
            case ')': _stack.Add(Array.Empty<object?>()); break;
            case '\u0085': _stack.Add(PopMany(1)); break;
            case '\u0086': _stack.Add(PopMany(2)); break;
            case '\u0087': _stack.Add(PopMany(3)); break;
            case 't': _stack.Add(PopToMark()); break;
            case ']': _stack.Add(new List<object?>()); break;
            case 'l': _stack.Add(PopToMark().ToList()); break;
            case '}': _stack.Add(new PickleDict()); break;
            case 'a': AppendTo([Pop()]); break;
            case 'e': AppendTo(PopToMark()); break;
            case 's': SetIn(PopMany(2)); break;
            case 'u': SetIn(PopToMark()); break;
            case 'd':
                object?[] items = PopToMark();
                _stack.Add(new PickleDict());
                SetIn(items);
                break;
            default: return false;
        }
        return true;
    }

    private bool Remember(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'q': _memo[_cursor.Byte()] = Peek(); break;
            case 'r': _memo[_cursor.Int32()] = Peek(); break;
            case '\u0094': _memo[_memo.Count] = Peek(); break;
            case 'h': _stack.Add(Recall(_cursor.Byte())); break;
            case 'j': _stack.Add(Recall(_cursor.Int32())); break;
            default: return false;
        }
        return true;
    }

    private bool Call(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'c':
                _stack.Add(PickleCalls.Allowed(new PickleGlobal(_cursor.Line(), _cursor.Line()), _cursor));
                break;
            case '\u0093':
                object?[] names = PopMany(2);
                if (names is not [string module, string name])
                    throw _cursor.Error("a global without a name");
                _stack.Add(PickleCalls.Allowed(new PickleGlobal(module, name), _cursor));
                break;
            case 'Q':
                _stack.Add(PickleCalls.Storage(Pop(), _cursor));
                break;
            case 'R' or '\u0081':
                object?[] call = PopMany(2);
                _stack.Add(call is [PickleGlobal global, object?[] arguments]
                    ? PickleCalls.Invoke(global, arguments, _cursor)
                    : throw _cursor.Error("a call of what is no global"));
                break;
            case 'b':
                object? state = Pop();
                PickleCalls.SetState(Peek(), state, _cursor);
                break;
            default: return false;
        }
        return true;
    }

    private object? Peek() => _stack.Count > 0 && !ReferenceEquals(_stack[^1], Mark) ? _stack[^1]
        : throw _cursor.Error("the stack is empty");

    private object? Pop()
    {
        object? top = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
            items[i] = Pop();
        return items;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
            throw _cursor.Error("there is no mark on the stack");
        object?[] items = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private void AppendTo(object?[] items)
    {
        if (Peek() is not List<object?> list)
            throw _cursor.Error("append to what is no list");
        list.AddRange(items);
    }

    private void SetIn(object?[] items)
    {
        if (Peek() is not PickleDict dict || items.Length % 2 != 0)
            throw _cursor.Error("items for what is no dict");
        for (int i = 0; i < items.Length; i += 2)
            dict.Items.Add((items[i], items[i + 1]));
    }

    private object? Recall(int key) => _memo.TryGetValue(key, out object? value) ? value
        : throw _cursor.Error($"memo {key} was never written");
}
