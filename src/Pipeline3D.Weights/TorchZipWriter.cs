using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Pipeline3D.Weights.Pickle;

namespace Pipeline3D.Weights;

/// <summary>Writes a checkpoint that <c>torch.load</c> reads: a dict with one dict of tensors, for programs that take
/// no safetensors.</summary>
/// <remarks>Byte-equal for equal input. Holds nothing but tensors, so that it loads with <c>weights_only</c>,
/// too.</remarks>
public static class TorchZipWriter
{
    private const string Root = "archive";

    // Of a file's date nothing depends.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes tensors below one name.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="name">Key of the dict of tensors, for example <c>state_dict</c>.</param>
    /// <param name="tensors">Name, shape and row-major numbers of each: float32, int32 or int64.</param>
    /// <exception cref="ArgumentException">Numbers do not fill their shape, or have another type.</exception>
    public static void Write(Stream stream, string name,
        IReadOnlyList<(string Name, long[] Shape, Array Numbers)> tensors)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var pickle = new PickleWriter();
        pickle.BeginDict();
        pickle.Text(name);
        pickle.BeginDict();
        for (int i = 0; i < tensors.Count; i++)
        {
            (string tensor, long[] shape, Array numbers) = tensors[i];
            if (shape.Aggregate(1L, (product, size) => checked(product * size)) != numbers.Length)
                throw new ArgumentException($"{numbers.Length} numbers do not fill '{tensor}' "
                    + $"[{string.Join(", ", shape)}]", nameof(tensors));
            pickle.Text(tensor);
            pickle.Tensor(StorageOf(numbers), KeyOf(i), shape);
        }
        pickle.EndDict();
        pickle.EndDict();
        Add(archive, "data.pkl", pickle.Complete());
        for (int i = 0; i < tensors.Count; i++)
            Add(archive, $"data/{KeyOf(i)}", BytesOf(tensors[i].Numbers));
        Add(archive, "version", Encoding.ASCII.GetBytes("3\n"));
    }

    private static string KeyOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static string StorageOf(Array numbers) => numbers switch
    {
        float[] => "FloatStorage",
        int[] => "IntStorage",
        long[] => "LongStorage",
        _ => throw new ArgumentException($"numbers of type {numbers.GetType().GetElementType()} are not written: "
            + "float, int or long", nameof(numbers)),
    };

    private static ReadOnlySpan<byte> BytesOf(Array numbers) => numbers switch
    {
        float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
        int[] integers => MemoryMarshal.AsBytes(integers.AsSpan()),
        _ => MemoryMarshal.AsBytes(((long[])numbers).AsSpan()),
    };

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> bytes)
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{Root}/{name}", CompressionLevel.NoCompression);
        entry.LastWriteTime = Written;
        using Stream part = entry.Open();
        part.Write(bytes);
    }
}
