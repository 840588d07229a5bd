using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Pipeline3D.Weights;

/// <summary>Tensors by name in a file: safetensors, torch's zip (.pt, .pth, since torch 1.6) or .npz. Nothing in the
/// file is executed, every size is checked before memory is taken.</summary>
/// <remarks>Safe for concurrent reading where it is a safetensors file; the archives are read by one thread at a
/// time.</remarks>
public abstract class WeightFile : IDisposable
{
    private readonly Lazy<FrozenDictionary<string, WeightEntry>> _byName;

    private protected WeightFile(string path)
    {
        FilePath = path;
        _byName = new(() => Entries.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal));
    }

    /// <summary>Where it lies.</summary>
    public string FilePath { get; }

    /// <summary>Its tensors, in the order of the file.</summary>
    public abstract IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>Text by key beside the tensors, as safetensors files have it; empty for other kinds.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => FrozenDictionary<string, string>.Empty;

    /// <summary>The error of this file, for a reader that finds its content wrong.</summary>
    /// <param name="problem">What is wrong, without the file's name.</param>
    public WeightFormatException Error(string problem) => new(FilePath, problem);

    /// <summary>Opens a file of any known kind, told by its content.</summary>
    /// <exception cref="WeightFormatException">It is of no known kind, broken or hostile.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WeightFile Open(string path)
    {
        Span<byte> start = stackalloc byte[9];
        int read;
        using (FileStream file = File.OpenRead(path))
            read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read >= 4 && start[..4].SequenceEqual("PK\u0003\u0004"u8))
            return ZipParts.Open(path);
        // A header of safetensors may be 640 bytes long, which begins like a pickle; its brace tells them apart.
        if (read >= 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5 && start[8] != (byte)'{')
            throw new WeightFormatException(path,
                "a bare pickle, as torch before 1.6 wrote: open it there and save it again "
                + "with a newer torch, or as safetensors");
        return new SafetensorsFile(path);
    }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">The file has none of it.</exception>
    public WeightEntry this[string name] => _byName.Value.TryGetValue(name, out WeightEntry? entry) ? entry
        : throw new KeyNotFoundException($"{FilePath} has no tensor '{name}' among {Entries.Count}");

    /// <summary>A tensor's numbers as float32, row-major; float64 and integers are rounded.</summary>
    /// <exception cref="WeightFormatException">The file is shorter than it says.</exception>
    public float[] ReadFloats(string name)
    {
        WeightEntry entry = this[name];
        var numbers = new float[Countable(entry)];
        byte[] bytes = ReadBytes(name);
        WeightNumbers.ToFloats(entry.Type, bytes, numbers);
        return numbers;
    }

    /// <summary>As <see cref="ReadFloats(string)"/>, into memory that is there: float32 of a safetensors file is copied
    /// nowhere else.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="into">As many numbers as it has; overwritten.</param>
    /// <exception cref="ArgumentException">The tensor has another count.</exception>
    /// <exception cref="WeightFormatException">The file is shorter than it says.</exception>
    public void ReadFloats(string name, Span<float> into)
    {
        WeightEntry entry = this[name];
        if (entry.Count != into.Length)
            throw new ArgumentException($"{entry} does not fill {into.Length} numbers", nameof(into));
        if (entry.Type == WeightType.Float32 && BitConverter.IsLittleEndian)
            ReadBytes(entry, MemoryMarshal.AsBytes(into));
        else
            WeightNumbers.ToFloats(entry.Type, ReadBytes(name), into);
    }

    /// <summary>A tensor's bytes, little-endian and row-major.</summary>
    /// <exception cref="WeightFormatException">The file is shorter than it says.</exception>
    public byte[] ReadBytes(string name)
    {
        WeightEntry entry = this[name];
        Countable(entry);
        if (entry.Bytes > Array.MaxLength)
            throw new WeightFormatException(FilePath, $"{entry} is larger than one array");
        return ReadBytes(entry);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);

    private protected abstract byte[] ReadBytes(WeightEntry entry);

    private protected virtual void ReadBytes(WeightEntry entry, Span<byte> into) => ReadBytes(entry).CopyTo(into);

    private int Countable(WeightEntry entry) => entry.Count <= Array.MaxLength ? (int)entry.Count
        : throw new WeightFormatException(FilePath, $"{entry} is larger than one array");
}
