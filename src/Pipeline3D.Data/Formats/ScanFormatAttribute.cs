using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>Declares a file format: a public class with a constructor without parameters that is an
/// <see cref="ICloudFormat"/>, an <see cref="IImageFormat"/> or both. Nothing else names the format: layouts, folders,
/// the watched folder, uploads, <c>info</c> and <c>convert</c> find it here.</summary>
/// <param name="extensions">What its files' names end in, in lower case with their dot; the usual one first.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ScanFormatAttribute(params string[] extensions) : Attribute
{
    /// <summary>What its files' names end in.</summary>
    public IReadOnlyList<string> Extensions { get; } = extensions;

    /// <summary>Its name for people, for example <c>PCD</c>.</summary>
    public string Title { get; init; } = "";

    /// <summary>What its files may hold. A format that changes values holds no
    /// <see cref="ScanContent.Mask"/>.</summary>
    public ScanContent Holds { get; init; }
}
