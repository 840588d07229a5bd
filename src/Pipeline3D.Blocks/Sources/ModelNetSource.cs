using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;

namespace Pipeline3D.Blocks;

/// <summary>Reads a folder in the layout of ModelNet10: meshes as clouds of seeded points on their surface, without a
/// unit.</summary>
[Block("source.modelnet10", Summary = "Read meshes of a ModelNet10 folder as clouds.")]
public sealed class ModelNetSource(DatasetSourceOptions options) : DatasetSource(options, new ModelNetLayout());
