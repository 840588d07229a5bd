using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Pipeline3D.Weights;

/// <summary>A safetensors file: 8 bytes of header length, a JSON header, the numbers.</summary>
/// <remarks>Numbers are read when they are asked for, never mapped: a file that is cut meanwhile is an error of its
/// own, where a mapping would end the process.</remarks>
internal sealed class SafetensorsFile : WeightFile
{
    // The format's own limit of a header.
    private const long HeaderLimit = 100_000_000;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, (long Begin, long End)> _places = new(StringComparer.Ordinal);
    private readonly List<WeightEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly long _numbers, _length;

    public SafetensorsFile(string path) : base(path)
    {
        _file = File.OpenHandle(path);
        try
        {
            _length = RandomAccess.GetLength(_file);
            if (_length < 10)
                throw new WeightFormatException(path,
                    $"{_length} bytes are no weight file: expected safetensors, a torch zip or npz");
            byte[] start = Bytes(0, 9);
            long header = BinaryPrimitives.ReadInt64LittleEndian(start);
            if (header <= 1 || header > HeaderLimit || header > _length - 8 || start[8] != (byte)'{')
                throw new WeightFormatException(path, 0,
                    $"no safetensors header (a length of {header} in a file of {_length} "
                    + "bytes); torch zip and npz files start with PK");
            _numbers = 8 + header;
            ReadHeader(Bytes(8, (int)header));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override IReadOnlyList<WeightEntry> Entries => _entries;

    public override IReadOnlyDictionary<string, string> Metadata => _metadata;

    private protected override byte[] ReadBytes(WeightEntry entry)
    {
        (long begin, long end) = _places[entry.Name];
        return Bytes(_numbers + begin, checked((int)(end - begin)));
    }

    private protected override void ReadBytes(WeightEntry entry, Span<byte> into)
        => Fill(into, _numbers + _places[entry.Name].Begin);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
    }

    private byte[] Bytes(long start, int count)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        Fill(bytes, start);
        return bytes;
    }

    private void Fill(Span<byte> bytes, long start)
    {
        for (int filled = 0; filled < bytes.Length;)
        {
            int read = RandomAccess.Read(_file, bytes[filled..], start + filled);
            if (read == 0)
                throw new WeightFormatException(FilePath, start + filled,
                    $"the file ends here; it had {_length} bytes when it was opened");
            filled += read;
        }
    }

    private void ReadHeader(byte[] json)
    {
        try
        {
            using JsonDocument header = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            foreach (JsonProperty tensor in header.RootElement.EnumerateObject())
                if (tensor.Name != "__metadata__")
                    Add(tensor.Name, tensor.Value);
                else
                    AddMetadata(tensor.Value);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or OverflowException)
        {
            throw new WeightFormatException(FilePath, $"the header is not what safetensors writes: {cause.Message}",
                cause);
        }
        // By the format tensors leave no holes and share nothing, so a file cannot claim more than it holds.
        long next = 0;
        foreach ((string name, (long begin, long end)) in _places.OrderBy(item => item.Value))
        {
            if (begin != next)
                throw new WeightFormatException(FilePath, _numbers + begin,
                    $"'{name}' does not begin where the one before ends");
            next = end;
        }
        if (next != _length - _numbers)
            throw new WeightFormatException(FilePath, _numbers + next,
                $"{_length - _numbers - next} bytes follow the last tensor and belong to none");
    }

    private void AddMetadata(JsonElement texts)
    {
        if (texts.ValueKind != JsonValueKind.Object)
            throw new WeightFormatException(FilePath,
            $"__metadata__ is {texts.ValueKind}; it must be an object of texts");
        foreach (JsonProperty text in texts.EnumerateObject())
            if (text.Value.ValueKind != JsonValueKind.String || !_metadata.TryAdd(text.Name, text.Value.GetString()!))
                throw new WeightFormatException(FilePath, $"'{text.Name}' of __metadata__ is "
                    + (text.Value.ValueKind == JsonValueKind.String ? "there twice"
                    : $"{text.Value.ValueKind}, no text"));
    }

    private void Add(string name, JsonElement tensor)
    {
        string dtype = tensor.GetProperty("dtype").GetString() ?? "";
        WeightType type = Types.TryGetValue(dtype, out WeightType known) ? known
            : throw new WeightFormatException(FilePath,
                $"'{name}' is of type '{dtype}'; read are {string.Join(", ", Types.Keys)}");
        ImmutableArray<long> shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        JsonElement offsets = tensor.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new WeightFormatException(FilePath,
                $"'{name}' has {offsets.GetArrayLength()} data_offsets; it needs begin and end");
        long begin = offsets[0].GetInt64(), end = offsets[1].GetInt64();
        var entry = new WeightEntry(name, type, shape);
        if (shape.Any(size => size < 0) || begin < 0 || end < begin || end > _length - _numbers
            || end - begin != entry.Bytes)
            throw new WeightFormatException(FilePath, $"{entry} does not fit its place [{begin}, {end}) in "
                + $"{_length - _numbers} bytes of numbers");
        if (!_places.TryAdd(name, (begin, end)))
            throw new WeightFormatException(FilePath, $"'{name}' is there twice");
        _entries.Add(entry);
    }

    internal static readonly ImmutableSortedDictionary<string, WeightType> Types = new Dictionary<string, WeightType>
    {
        ["F32"] = WeightType.Float32, ["F64"] = WeightType.Float64, ["F16"] = WeightType.Float16,
        ["BF16"] = WeightType.BFloat16, ["I64"] = WeightType.Int64, ["I32"] = WeightType.Int32,
        ["I16"] = WeightType.Int16, ["I8"] = WeightType.Int8, ["U8"] = WeightType.UInt8,
        ["U16"] = WeightType.UInt16, ["BOOL"] = WeightType.Bool,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
