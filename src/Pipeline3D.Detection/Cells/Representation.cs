using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Cells;

/// <summary>What scans become: voxels, or depth pictures. What of it is common to a category is a <see
/// cref="CellFrame{TSample}"/>.</summary>
internal abstract class Representation<TSample> where TSample : class
{
    /// <summary>Samples as bytes.</summary>
    public abstract ISampleCodec<TSample> Codec { get; }

    /// <summary>What scans must bring.</summary>
    public abstract ScanNeeds Needs { get; }

    /// <summary>Makes the sample of a scan, which knows nothing of other scans.</summary>
    public abstract TSample Prepare(Scan scan, CellOptions options, MethodContext context);

    /// <summary>About how many bytes a sample takes.</summary>
    public abstract long SampleBytes(CellOptions options, long points);

    /// <summary>Begins to look at training scans.</summary>
    public abstract FrameFit<TSample> Begin(CellOptions options);

    /// <summary>Reads a frame that <see cref="CellFrame{TSample}.Save"/> wrote.</summary>
    public abstract CellFrame<TSample> Load(ArtifactReader file, CellOptions options);
}

/// <summary>Finds what training scans have in common, one after the other.</summary>
internal abstract class FrameFit<TSample>
{
    /// <summary>Takes a training scan.</summary>
    public abstract void Add(TSample sample);

    /// <summary>The frame of all that were added, one at least.</summary>
    public abstract CellFrame<TSample> Complete();
}
