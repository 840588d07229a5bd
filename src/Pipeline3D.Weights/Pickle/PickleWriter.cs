using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Pipeline3D.Weights.Pickle;

/// <summary>Writes the pickle of a dict of dicts of tensors, protocol 2, as <c>torch.save</c> does.</summary>
/// <remarks>Nothing is memoised: torch's reader does not need it.</remarks>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public PickleWriter()
    {
        Op(0x80);
        Op(2);
    }

    /// <summary>What was written, with the end.</summary>
    public byte[] Complete()
    {
        Op('.');
        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary>Begins a dict; items follow.</summary>
    public void BeginDict()
    {
        Op('}');
        Op('(');
    }

    /// <summary>Ends the dict: sets the items since its begin.</summary>
    public void EndDict() => Op('u');

    /// <summary>A text.</summary>
    public void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Op('X');
        Number(bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>A tensor over the whole of a storage, row-major.</summary>
    /// <param name="storage">Name of the storage's class, such as <c>FloatStorage</c>.</param>
    /// <param name="key">Its part of the archive.</param>
    /// <param name="shape">Sizes.</param>
    public void Tensor(string storage, string key, IReadOnlyList<long> shape)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Op('(');
        Op('(');
        Text("storage");
        Global("torch", storage);
        Text(key);
        Text("cpu");
        Integer(shape.Aggregate(1L, (product, size) => checked(product * size)));
        Op('t');
        Op('Q');
        Integer(0);
        Tuple(shape);
        Tuple(Strided.RowMajorStrides([.. shape]));
        Op(0x89); // requires no gradient
        Global("collections", "OrderedDict");
        Op(')');
        Op('R');
        Op('t');
        Op('R');
    }

    private void Tuple(IReadOnlyList<long> numbers)
    {
        Op('(');
        foreach (long number in numbers)
            Integer(number);
        Op('t');
    }

    private void Global(string module, string name)
    {
        Op('c');
        _bytes.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Integer(long number)
    {
        Op('J');
        Number(checked((int)number));
    }

    private void Number(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _bytes.Write(bytes);
    }

    private void Op(int code) => _bytes.Write([(byte)code]);
}
