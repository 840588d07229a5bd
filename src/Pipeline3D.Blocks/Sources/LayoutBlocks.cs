using Pipeline3D.Core.Blocks;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Makes of every declared dataset layout its source: <c>source.&lt;layout&gt;</c>.</summary>
/// <remarks>Files are read by the <see cref="ScanFormats"/> among the program's services; by our own formats where it
/// offers none.</remarks>
internal sealed class LayoutBlocks : IBlockDerivation
{
    /// <inheritdoc/>
    public IEnumerable<DerivedBlock> BlocksOf(Type declaration)
    {
        if (LayoutType.Of(declaration) is { } layout)
            yield return new DerivedBlock($"source.{layout.Name}", layout.Summary, declaration, typeof(DatasetSource),
                layout.OptionsType, (options, services) => Create(layout, (DatasetSourceOptions?)options, services));
    }

    private static DatasetSource Create(LayoutType layout, DatasetSourceOptions? options, IServiceProvider services)
    {
        var formats = (ScanFormats?)services.GetService(typeof(ScanFormats)) ?? ScanFormats.Own;
        DatasetSourceOptions given = options ?? (DatasetSourceOptions)Activator.CreateInstance(layout.OptionsType)!;
        return new DatasetSource(given, layout.Create(given, formats));
    }
}
