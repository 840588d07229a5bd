using System.Reflection;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>One declared format: what its attribute says, held against its class, and the class's one object.</summary>
internal sealed record ScanFormatType(ScanFormatInfo Info, IScanFormat Format)
{
    private const ScanContent Points = ScanContent.Cloud | ScanContent.Grid | ScanContent.Mesh,
        Pixels = ScanContent.Colour | ScanContent.Mask;

    /// <summary>The formats that an assembly declares.</summary>
    /// <exception cref="ArgumentException">One is declared wrongly; the message says how.</exception>
    public static IEnumerable<ScanFormatType> In(Assembly assembly)
        => assembly.GetExportedTypes().Where(type => type.IsDefined(typeof(ScanFormatAttribute), false)).Select(Of);

    /// <summary>What one class declares.</summary>
    /// <exception cref="ArgumentException">It is declared wrongly; the message says how.</exception>
    public static ScanFormatType Of(Type type)
    {
        ScanFormatAttribute declared = type.GetCustomAttribute<ScanFormatAttribute>()!;
        Require(type, type.GetConstructor([]) is not null && !type.IsAbstract,
            "needs a public constructor without parameters");
        Require(type, declared.Title.Length > 0, "needs a Title");
        Require(type, declared.Extensions.Count > 0 && declared.Extensions.All(extension => extension.Length > 1
            && extension[0] == '.' && !extension.Any(char.IsUpper)),
            "needs extensions such as \".pcd\", in lower case and with their dot");
        bool isCloud = type.IsAssignableTo(typeof(ICloudFormat)), isImage = type.IsAssignableTo(typeof(IImageFormat));
        Require(type, isCloud || isImage, $"must be an {nameof(ICloudFormat)} or an {nameof(IImageFormat)}");
        Require(type, isCloud == ((declared.Holds & Points) != 0),
            $"must hold Cloud, Grid or Mesh exactly when it is an {nameof(ICloudFormat)}");
        Require(type, isImage == ((declared.Holds & Pixels) != 0),
            $"must hold Colour or Mask exactly when it is an {nameof(IImageFormat)}");
        var info = new ScanFormatInfo(declared.Title, declared.Extensions, declared.Holds,
            type.IsAssignableTo(typeof(ISniffedFormat)));
        return new ScanFormatType(info, (IScanFormat)Activator.CreateInstance(type)!);
    }

    private static void Require(Type type, bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"the scan format {type.FullName} {rule}");
    }
}
