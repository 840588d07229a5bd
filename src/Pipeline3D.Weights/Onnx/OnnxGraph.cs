using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Pipeline3D.Weights.Onnx;

/// <summary>The nodes and the weights of an ONNX file, as far as weights are taken from it: nothing is run.</summary>
/// <remarks>Source: the public description of ONNX (onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto). Ten
/// fields are read by hand, since the classes that are made of the whole description, and the library below them, would
/// be a dependency of every program for one file. Every length is checked; nothing in a file is executed. The file is
/// in memory while it is read.</remarks>
public sealed class OnnxGraph
{
    private const long FileLimit = 1L << 30;
    private const int FloatType = 1;
    private readonly Dictionary<string, OnnxTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<OnnxNode> _nodes = [];

    private OnnxGraph(string path) => FilePath = path;

    /// <summary>Where it lies.</summary>
    public string FilePath { get; }

    /// <summary>Its nodes, in the order of the file.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>Its float32 weights by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Tensors => _tensors;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WeightFormatException">It is no ONNX file, too large, cut or hostile.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OnnxGraph Read(string path)
    {
        if (new FileInfo(path).Length is var length and > FileLimit)
            throw new WeightFormatException(path, $"{length} bytes; ONNX files of up to {FileLimit} are read");
        byte[] bytes = File.ReadAllBytes(path);
        var graph = new OnnxGraph(path);
        bool isFound = false;
        for (var fields = new ProtoFields(bytes, path); fields.Next();)
            if (fields.Number == 7)
            {
                graph.Take(fields.Bytes);
                isFound = true;
            }
        return isFound ? graph : throw new WeightFormatException(path, "it holds no graph, so it is no ONNX file");
    }

    /// <summary>The error of this file, for a reader that finds its content wrong.</summary>
    public WeightFormatException Error(string problem) => new(FilePath, problem);

    private void Take(ReadOnlySpan<byte> message)
    {
        for (var fields = new ProtoFields(message, FilePath); fields.Next();)
            if (fields.Number == 1)
                _nodes.Add(NodeOf(fields.Bytes));
            else if (fields.Number == 5)
                AddTensor(fields.Bytes);
    }

    private OnnxNode NodeOf(ReadOnlySpan<byte> message)
    {
        var inputs = ImmutableArray.CreateBuilder<string>();
        var outputs = ImmutableArray.CreateBuilder<string>();
        string kind = "";
        for (var fields = new ProtoFields(message, FilePath); fields.Next();)
            switch (fields.Number)
            {
                case 1:
                    inputs.Add(Encoding.UTF8.GetString(fields.Bytes));
                    break;
                case 2:
                    outputs.Add(Encoding.UTF8.GetString(fields.Bytes));
                    break;
                case 4:
                    kind = Encoding.UTF8.GetString(fields.Bytes);
                    break;
            }
        return new OnnxNode(kind, inputs.ToImmutable(), outputs.ToImmutable());
    }

    private void AddTensor(ReadOnlySpan<byte> message)
    {
        var shape = new List<long>();
        var singles = new List<byte[]>();
        string name = "";
        long type = 0;
        for (var fields = new ProtoFields(message, FilePath); fields.Next();)
            switch (fields.Number)
            {
                case 1:
                    shape.AddRange(fields.Wholes());
                    break;
                case 2:
                    type = (long)fields.Whole;
                    break;
                case 4 or 9:
                    // Singles that are packed, one by one, or as raw bytes: the same bytes.
                    singles.Add(fields.Bytes.ToArray());
                    break;
                case 8:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
            }
        if (type != FloatType)
            return;
        var numbers = new float[singles.Sum(part => part.Length) / sizeof(float)];
        Span<byte> all = MemoryMarshal.AsBytes(numbers.AsSpan());
        long wanted = 1;
        foreach (long size in shape)
            wanted = size is >= 0 and <= int.MaxValue && wanted <= int.MaxValue ? wanted * size : long.MaxValue;
        if (wanted != numbers.Length || singles.Any(part => part.Length % sizeof(float) != 0))
            throw Error($"'{name}' has {numbers.Length} numbers, its shape is [{string.Join(", ", shape)}]");
        foreach (byte[] part in singles)
        {
            part.CopyTo(all);
            all = all[part.Length..];
        }
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(numbers.AsSpan()),
                MemoryMarshal.Cast<float, int>(numbers.AsSpan()));
        if (!_tensors.TryAdd(name, new OnnxTensor(name, [.. shape], numbers)))
            throw Error($"'{name}' is there twice");
    }
}

/// <summary>A node of an <see cref="OnnxGraph"/>.</summary>
/// <param name="Kind">What it computes, for example <c>Conv</c>.</param>
/// <param name="Inputs">Names of what it takes, weights among them.</param>
/// <param name="Outputs">Names of what it gives.</param>
public sealed record OnnxNode(string Kind, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs);

/// <summary>Weights of an <see cref="OnnxGraph"/>.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Numbers">Row-major.</param>
public sealed record OnnxTensor(string Name, ImmutableArray<long> Shape, ReadOnlyMemory<float> Numbers);
