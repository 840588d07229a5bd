using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;

namespace Pipeline3D.Blocks;

/// <summary>Reads a folder in the layout of MVTec 3D-AD: organized scans in metres with colour and ground
/// truth.</summary>
[Block("source.mvtec3d", Summary = "Read scans of an MVTec 3D-AD folder.")]
public sealed class Mvtec3dSource(DatasetSourceOptions options) : DatasetSource(options, new Mvtec3dLayout());
