using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;

namespace Pipeline3D.Blocks;

/// <summary>Reads a folder in the layout of Real3D-AD: clouds in millimetres; anomalous ones with a label per
/// point.</summary>
[Block("source.real3d", Summary = "Read scans of a Real3D-AD folder.")]
public sealed class Real3dSource(DatasetSourceOptions options) : DatasetSource(options, new Real3dLayout());
