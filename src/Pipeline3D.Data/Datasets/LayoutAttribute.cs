using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>Declares the layout of a dataset: a public <see cref="IDatasetLayout"/>. The source
/// <c>source.&lt;name&gt;</c> and what <c>info</c> recognises follow from it.</summary>
/// <remarks>The class has one public constructor. It may take an options record, derived from
/// <see cref="DatasetSourceOptions"/>, and the <see cref="Formats.ScanFormats"/> to read files by. The remarks of its
/// documentation are those of the source's page.</remarks>
/// <param name="name">The name used in pipeline files, for example <c>mvtec3d</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LayoutAttribute(string name) : Attribute
{
    /// <summary>The name used in pipeline files.</summary>
    public string Name { get; } = name;

    /// <summary>The dataset's name for people, for example <c>MVTec 3D-AD</c>.</summary>
    public string Title { get; init; } = "";

    /// <summary>What its source does, in one sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Of the layouts that a folder looks like, the one of the lowest rank is taken, then the first by name.
    /// Default 0; the plain folder, which looks like most, has 100.</summary>
    public int Rank { get; init; }
}
