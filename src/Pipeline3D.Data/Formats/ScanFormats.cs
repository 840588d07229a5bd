using System.Collections.Immutable;
using System.Reflection;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>The file formats that a program reads and writes, found by their attribute: our own and those of plug-ins.
/// The extension of a file, in any case, tells its format.</summary>
/// <remarks>Immutable; may be used from several threads.</remarks>
public sealed class ScanFormats : IScanFormats
{
    private readonly ImmutableArray<ScanFormatType> _types;
    private readonly ImmutableSortedDictionary<string, ScanFormatType> _byExtension;

    /// <summary>Reads the formats of some assemblies: every public class with a
    /// <see cref="ScanFormatAttribute"/>.</summary>
    /// <exception cref="ArgumentException">A format is declared wrongly, or two have the same extension; the message
    /// names them.</exception>
    public ScanFormats(params ReadOnlySpan<Assembly> assemblies) : this(Found(assemblies))
    {
    }

    private ScanFormats(IEnumerable<ScanFormatType> types)
    {
        _types = [.. types.OrderBy(type => type.Info.Title, StringComparer.Ordinal)];
        ImmutableSortedDictionary<string, ScanFormatType>.Builder byExtension
            = ImmutableSortedDictionary.CreateBuilder<string, ScanFormatType>(StringComparer.Ordinal);
        foreach (ScanFormatType type in _types)
            foreach (string extension in type.Info.Extensions)
                if (!byExtension.TryAdd(extension, type))
                    throw new ArgumentException($"the extension '{extension}' is taken by "
                        + $"{byExtension[extension].Format.GetType()}; {type.Format.GetType()} needs another one");
        _byExtension = byExtension.ToImmutable();
        All = [.. _types.Select(type => type.Info)];
    }

    /// <summary>The formats of this library.</summary>
    public static ScanFormats Own { get; } = new(typeof(ScanFormats).Assembly);

    /// <inheritdoc/>
    public IReadOnlyList<ScanFormatInfo> All { get; }

    /// <summary>Extensions that <see cref="Write"/> knows, in ordinal order.</summary>
    public IReadOnlyList<string> WriteExtensions
        => [.. _byExtension.Where(pair => pair.Value.Format is ICloudWriter).Select(pair => pair.Key)];

    /// <summary>These formats and those of another assembly.</summary>
    /// <returns>A new list; this one stays as it is.</returns>
    /// <exception cref="ArgumentException">As of the constructor.</exception>
    public ScanFormats Add(Assembly assembly) => new(_types.Concat(ScanFormatType.In(assembly)));

    /// <summary>Extensions of the formats that may hold one of these, in ordinal order.</summary>
    /// <param name="content">What is looked for; one of them is enough.</param>
    public string[] ExtensionsOf(ScanContent content)
        => [.. _byExtension.Where(pair => (pair.Value.Info.Holds & content) != 0).Select(pair => pair.Key)];

    /// <summary>The format of a file by its extension; null when it is none of these.</summary>
    public IScanFormat? Find(string path)
        => _byExtension.GetValueOrDefault(Path.GetExtension(path).ToLowerInvariant())?.Format;

    /// <summary>Reads one cloud.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The extension is unknown, or the file is not what it says.</exception>
    public CloudFile ReadCloud(string path, FormatLimits? limits = null)
        => Find(path) is ICloudFormat format ? FileBytes.Parse(path, limits, format.Parse)
            : throw Unknown(path, "cloud", ExtensionsOf(ScanContent.Cloud | ScanContent.Grid | ScanContent.Mesh));

    /// <summary>Reads one image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">The extension is unknown, or the file is not what it says.</exception>
    public RasterImage ReadImage(string path, FormatLimits? limits = null)
        => Find(path) is IImageFormat format ? FileBytes.Parse(path, limits, format.ParseImage)
            : throw Unknown(path, "image", ExtensionsOf(ScanContent.Colour | ScanContent.Mask));

    /// <summary>Writes one cloud: PCD and PLY in binary, TIFF and [H, W, 3] arrays for grids, [n, 3] arrays
    /// otherwise. Coordinates are written as the cloud's file had them: with its offset, in double.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="cloud">The cloud; what the format cannot hold is left out.</param>
    /// <returns>Pixels of a grid that are left out, as the format has none and they hold no reading.</returns>
    /// <exception cref="FormatException3D">The extension is unknown, or the format holds float32 alone and the cloud
    /// has
    /// an offset.</exception>
    /// <exception cref="ArgumentException">A part has another length than the cloud.</exception>
    public int Write(string path, CloudFile cloud)
    {
        CloudShape.Check(cloud);
        if (Find(path) is not ICloudWriter format)
            throw Unknown(path, "cloud to write", WriteExtensions);
        if (cloud.Offset != default && !format.WritesDoubles)
            throw new FormatException3D(path, -1L, "the cloud lies far from the origin and needs doubles, this format "
                + "holds float32", $"write one of {string.Join(' ', WriteExtensions.Where(extension
                    => _byExtension[extension].Format is ICloudWriter { WritesDoubles: true }))}");
        bool keepsGrids = _types.First(type => type.Format == format).Info.Holds.HasFlag(ScanContent.Grid);
        CloudFile written = cloud.Height > 1 && !keepsGrids ? CloudShape.WithoutGaps(cloud) : cloud;
        format.Write(path, written);
        return cloud.Points.Count - written.Points.Count;
    }

    /// <summary>Most memory that reading a file and holding what it gives takes, in bytes; by its header, or its size
    /// alone when that cannot be read: loading will then fail, and say why.</summary>
    /// <param name="path">The file; 0 when it is not there.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <remarks>Cost: a look at the header.</remarks>
    public long DeclaredBytes(string path, FormatLimits limits)
    {
        if (Find(path) is not { } format)
            return DeclaredSize.OfText(DeclaredSize.OfFile(path));
        try
        {
            return FileBytes.Peek(path, limits, format.DeclaredBytes);
        }
        catch (FormatException3D)
        {
            return DeclaredSize.OfFile(path);
        }
    }

    /// <inheritdoc/>
    public ScanFormatInfo? Sniff(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, IScanFormats.SniffBytes)];
        foreach (ScanFormatType type in _types)
            if (type.Format is ISniffedFormat format && format.Sniff(head))
                return type.Info;
        return null;
    }

    /// <inheritdoc/>
    public bool MayHold(string path, ScanContent content)
        => _byExtension.TryGetValue(Path.GetExtension(path).ToLowerInvariant(), out ScanFormatType? type)
            && (type.Info.Holds & content) != 0 && Path.GetFileName(path)[0] != '.'
            && !Path.GetFileName(path).Equals("README.txt", StringComparison.OrdinalIgnoreCase);

    private static FormatException3D Unknown(string path, string what, IReadOnlyList<string> known)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return new FormatException3D(path, -1L, extension.Length == 0 ? "the file has no extension"
            : $"the extension '{extension}' is that of no {what}", $"known are {string.Join(' ', known)}");
    }

    private static List<ScanFormatType> Found(ReadOnlySpan<Assembly> assemblies)
    {
        List<ScanFormatType> types = [];
        foreach (Assembly assembly in assemblies)
            types.AddRange(ScanFormatType.In(assembly));
        return types;
    }
}
