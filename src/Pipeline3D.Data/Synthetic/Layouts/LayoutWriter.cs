using System.Collections.Immutable;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>How one public dataset lays out its files.</summary>
internal abstract class LayoutWriter
{
    /// <summary>Names of the categories on offer.</summary>
    public abstract ImmutableArray<string> Categories { get; }

    /// <summary>Names of the folders at the dataset's root: one per category, unless the layout has a level
    /// above.</summary>
    public virtual ImmutableArray<string> Folders => Categories;

    /// <summary>The writer for some options: one that has read what it makes scans of. Default: itself.</summary>
    /// <exception cref="ArgumentException">The options ask for what the layout has not.</exception>
    /// <exception cref="SyntheticWriteException">What is to be read cannot be.</exception>
    public virtual LayoutWriter With(SyntheticOptions options) => options.Meshes.Length == 0 ? this
        : throw new ArgumentException($"the synthetic {options.Layout} layout takes no meshes; "
            + $"{SyntheticLayout.AnomalyShapeNet} does", nameof(options));

    /// <summary>The scans of a category, and the files that describe it as the first of them.</summary>
    public abstract IEnumerable<SyntheticJob> Plan(string category, SyntheticOptions options);

    public static LayoutWriter For(SyntheticLayout layout) => layout switch
    {
        SyntheticLayout.Mvtec3d => new Mvtec3dWriter(),
        SyntheticLayout.Eyecandies => new EyecandiesWriter(),
        SyntheticLayout.Real3d => new Real3dWriter(),
        SyntheticLayout.AnomalyShapeNet => new AnomalyShapeNetWriter(),
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "there is no such layout"),
    };

    /// <summary>Deals a number of scans to kinds in turn: the first kinds get one more where it does not come out
    /// even.</summary>
    /// <returns>Kind and index within the kind.</returns>
    protected static IEnumerable<(string Kind, int Index)> Deal(IReadOnlyList<string> kinds, int count)
        => Enumerable.Range(0, kinds.Count).SelectMany(kind => Enumerable
            .Range(0, (count - kind + kinds.Count - 1) / kinds.Count).Select(index => (kinds[kind], index)));
}
