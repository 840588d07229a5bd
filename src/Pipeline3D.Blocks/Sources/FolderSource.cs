using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;

namespace Pipeline3D.Blocks;

/// <summary>Reads all clouds and xyz images of a plain folder, sorted by path; the unit is not known.</summary>
[Block("source.folder", Summary = "Read the scans of a plain folder.")]
public sealed class FolderSource(DatasetSourceOptions options) : DatasetSource(options, new FolderLayout());
