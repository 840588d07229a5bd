using System.Globalization;
using System.IO.Compression;
using Pipeline3D.Weights.Pickle;

namespace Pipeline3D.Weights;

/// <summary>torch's zip (.pt, .pth): a pickle that names tensors over parts <c>data/KEY</c>. Dicts, lists and
/// TorchScript modules are walked; the path is the name, values that are no tensors are left out.</summary>
internal sealed class TorchZipFile : WeightFile
{
    private const long PickleLimit = 64 << 20, ExpandedLimit = 64 << 20;
    private const int DepthLimit = 64, ValueLimit = 1_000_000;
    private readonly ZipArchive _archive;
    private readonly string _root;
    private readonly Dictionary<string, PickleTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<WeightEntry> _entries = [];
    private int _values;

    public TorchZipFile(string path, ZipArchive archive, ZipArchiveEntry pickle) : base(path)
    {
        _archive = archive;
        _root = pickle.FullName[..^"data.pkl".Length];
        if (pickle.Length > PickleLimit)
            throw new WeightFormatException($"{path}/{pickle.FullName}",
                $"a pickle of {pickle.Length} bytes; the limit is {PickleLimit}");
        if (archive.GetEntry($"{_root}byteorder") is { Length: < 64 } order
            && System.Text.Encoding.ASCII.GetString(ZipParts.Read(path, order, 0, order.Length)) is var text
                && text != "little")
            throw new WeightFormatException(path, $"numbers in byte order '{text}' are not read");
        Walk("", Unpickler.Read($"{path}/{pickle.FullName}", ZipParts.Read(path, pickle, 0, pickle.Length)), 0);
    }

    public override IReadOnlyList<WeightEntry> Entries => _entries;

    protected override void Dispose(bool disposing) => _archive.Dispose();

    private protected override byte[] ReadBytes(WeightEntry entry)
    {
        PickleTensor tensor = _tensors[entry.Name];
        int size = WeightNumbers.SizeOf(entry.Type);
        ZipArchiveEntry part = Part(tensor);
        if (entry.Count == 0)
            return [];
        long reach = Strided.Reach(tensor.Shape, tensor.Strides);
        byte[] bytes = ZipParts.Read(FilePath, part, tensor.Offset * size, reach * size);
        return tensor.Strides.AsSpan().SequenceEqual(Strided.RowMajorStrides(tensor.Shape)) ? bytes
            : Strided.RowMajor(bytes, 0, tensor.Shape, tensor.Strides, size);
    }

    private void Walk(string path, object? value, int depth)
    {
        if (depth > DepthLimit || ++_values > ValueLimit)
            throw new WeightFormatException(FilePath,
                $"'{path}': values nest deeper than {DepthLimit} or are more than {ValueLimit}");
        switch (value)
        {
            case PickleTensor tensor:
                Add(path, tensor);
                break;
            case PickleDict dict:
                WalkItems(path, dict, depth);
                break;
            case PickleBag bag:
                WalkItems(path, bag.Attributes, depth);
                break;
            case List<object?> list:
                for (int i = 0; i < list.Count; i++)
                    Walk(Join(path, i), list[i], depth + 1);
                break;
            case object?[] tuple:
                for (int i = 0; i < tuple.Length; i++)
                    Walk(Join(path, i), tuple[i], depth + 1);
                break;
        }
    }

    private void WalkItems(string path, PickleDict dict, int depth)
    {
        foreach ((object? key, object? value) in dict.Items)
            if (key is string or long)
                Walk(Join(path, key), value, depth + 1);
    }

    private void Add(string name, PickleTensor tensor)
    {
        var entry = new WeightEntry(name, tensor.Storage.Type, [.. tensor.Shape]);
        long size = WeightNumbers.SizeOf(entry.Type);
        try
        {
            bool fits = tensor.Shape.Length == tensor.Strides.Length && tensor.Offset >= 0
                && tensor.Shape.All(extent => extent >= 0) && tensor.Strides.All(stride => stride >= 0)
                && checked(tensor.Offset + Strided.Reach(tensor.Shape, tensor.Strides)) <= tensor.Storage.Count
                && checked(tensor.Storage.Count * size) <= Part(tensor).Length;
            // Expanded tensors have more numbers than their storage; a few bytes must not become any number of them.
            if (fits && entry.Count > tensor.Storage.Count && entry.Bytes > ExpandedLimit)
                throw new WeightFormatException(FilePath, $"{entry} is expanded (stride 0) from "
                    + $"{tensor.Storage.Count} numbers; save it .contiguous()");
            if (!fits)
                throw new WeightFormatException(FilePath,
                    $"{entry} reaches beyond its storage data/{tensor.Storage.Key}");
        }
        catch (OverflowException cause)
        {
            throw new WeightFormatException(FilePath, $"'{name}' is larger than any file", cause);
        }
        if (!_tensors.TryAdd(name, tensor))
            throw new WeightFormatException(FilePath, $"'{name}' is there twice");
        _entries.Add(entry);
    }

    private ZipArchiveEntry Part(PickleTensor tensor) => _archive.GetEntry($"{_root}data/{tensor.Storage.Key}")
        ?? throw new WeightFormatException(FilePath, $"the part {_root}data/{tensor.Storage.Key} is missing");

    private static string Join(string path, object key)
    {
        string text = Convert.ToString(key, CultureInfo.InvariantCulture)!;
        return path.Length == 0 ? text : $"{path}.{text}";
    }
}
