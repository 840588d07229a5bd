using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Models;

/// <summary>A fitted memory-bank model as a file: what it is, what it was made of and with, and its bank.</summary>
/// <remarks>Layout, little-endian: "P3DMODEL", int32 format, text method, text dataset hash, int64 seed, int32 count of
/// options, per option text key and text value, int32 count of matrices, per matrix text name, int32 rows, int32
/// columns, float32 values, SHA-256 of all before it. A text is an int32 count of bytes and UTF-8. The seed is 0 for
/// methods that draw nothing. The hash tells damage; it is no signature, so every length is checked against what is
/// left, too.</remarks>
internal sealed record ModelFile(
    string Method, string DatasetHash, long Seed, IReadOnlyDictionary<string, string> Options,
    IReadOnlyDictionary<string, FeatureMatrix> Matrices)
{
    public const int Format = 1;

    /// <summary>Name of the matrix that every model has.</summary>
    public const string BankName = "bank";

    private const int HashBytes = 32;
    private const int MaxTextBytes = 1 << 16;
    private const int MaxOptions = 1 << 10;
    private const int MaxMatrices = 1 << 4;
    private static ReadOnlySpan<byte> Magic => "P3DMODEL"u8;

    public ModelFile(string method, string datasetHash, long seed, Dictionary<string, string> options,
        FeatureMatrix bank)
        : this(method, datasetHash, seed, options, new Dictionary<string, FeatureMatrix> { [BankName] = bank })
    {
    }

    /// <summary>The memory bank, of rows of a known length.</summary>
    /// <exception cref="ModelFormatException">There is none, or it has another number of columns.</exception>
    public FeatureMatrix BankOf(int columns)
    {
        FeatureMatrix bank = Matrix(BankName);
        return bank.Columns == columns ? bank : throw new ModelFormatException(
            $"the bank has {bank.Columns} columns, the features of this model have {columns}", -1);
    }

    /// <exception cref="ModelFormatException">There is no matrix of this name.</exception>
    public FeatureMatrix Matrix(string name) => Matrices.TryGetValue(name, out FeatureMatrix? matrix)
        ? matrix : throw new ModelFormatException($"the matrix '{name}' is missing", -1);

    public void Save(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Write(Magic);
        WriteInt32(Format);
        WriteText(Method);
        WriteText(DatasetHash);
        Span<byte> seed = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(seed, Seed);
        Write(seed);
        WriteInt32(Options.Count);
        foreach ((string key, string value) in Options.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WriteText(key);
            WriteText(value);
        }
        WriteInt32(Matrices.Count);
        foreach ((string name, FeatureMatrix matrix) in Matrices.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WriteText(name);
            WriteInt32(matrix.Rows);
            WriteInt32(matrix.Columns);
            for (int row = 0; row < matrix.Rows; row++)
                Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)matrix.Row(row)));
        }
        stream.Write(hash.GetHashAndReset());

        void Write(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        void WriteInt32(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            Write(bytes);
        }

        void WriteText(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > MaxTextBytes)
                throw new ArgumentException($"a text of {bytes.Length} bytes; a model file takes {MaxTextBytes}");
            WriteInt32(bytes.Length);
            Write(bytes);
        }
    }

    /// <exception cref="ModelFormatException">The file is damaged, hostile, or of another method.</exception>
    public static ModelFile Load(Stream stream, string method)
    {
        if (stream.CanSeek && stream.Length - stream.Position > Array.MaxLength)
            throw new ModelFormatException($"{stream.Length} bytes are more than a model can have", 0);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        ReadOnlySpan<byte> file = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        if (file.Length < Magic.Length + 4 + HashBytes || !file[..Magic.Length].SequenceEqual(Magic))
            throw new ModelFormatException("not a Pipeline3D model: it does not begin with 'P3DMODEL' or is cut off",
                0);
        int format = BinaryPrimitives.ReadInt32LittleEndian(file[Magic.Length..]);
        if (format != Format)
            throw new ModelFormatException(
                $"format {format} is not the format {Format} this program reads; fit the model again with this version",
                Magic.Length);
        ReadOnlySpan<byte> content = file[..^HashBytes];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(file[content.Length..]))
            throw new ModelFormatException(
                "the checksum does not match: the file is cut off or damaged; copy it again or fit the model anew",
                content.Length);
        var reader = new ModelReader(content, Magic.Length + 4);
        string found = reader.Text("method", MaxTextBytes);
        if (found != method)
            throw new ModelFormatException($"the model is a '{found}', not a '{method}'", Magic.Length + 4);
        string datasetHash = reader.Text("dataset hash", MaxTextBytes);
        long seed = reader.Int64("seed");
        int count = reader.Count("number of options", 0, MaxOptions);
        var options = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            long place = reader.Offset;
            if (!options.TryAdd(reader.Text("option name", MaxTextBytes), reader.Text("option value", MaxTextBytes)))
                throw new ModelFormatException("an option is given twice", place);
        }
        count = reader.Count("number of matrices", 0, MaxMatrices);
        var matrices = new Dictionary<string, FeatureMatrix>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            long place = reader.Offset;
            string name = reader.Text("matrix name", MaxTextBytes);
            if (!matrices.TryAdd(name, reader.Matrix(name)))
                throw new ModelFormatException($"the matrix '{name}' is given twice", place);
        }
        return reader.Offset == content.Length
            ? new ModelFile(found, datasetHash, seed, options, matrices)
            : throw new ModelFormatException($"{content.Length - reader.Offset} bytes follow the matrices",
                reader.Offset);
    }
}
