using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;

namespace Pipeline3D.Blocks;

/// <summary>Reads a folder in the layout of Anomaly-ShapeNet: clouds without a unit; anomalous ones with a label per
/// point.</summary>
[Block("source.anomaly-shapenet", Summary = "Read scans of an Anomaly-ShapeNet folder.")]
public sealed class AnomalyShapeNetSource(DatasetSourceOptions options)
    : DatasetSource(options, new AnomalyShapeNetLayout());
