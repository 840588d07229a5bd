using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Cells;

/// <summary>Training scans as cells, each as often as the options say: as it is, and turned by drawn angles.</summary>
/// <param name="frame">Where cells lie.</param>
/// <param name="scans">The samples, to be read as often as wanted.</param>
/// <param name="options">How often and how far.</param>
internal sealed class TurnedSamples<TSample>(CellFrame<TSample> frame, IReadOnlyList<Func<TSample>> scans,
    CellOptions options)
{
    /// <summary>Scans.</summary>
    public int Scans => scans.Count;

    /// <summary>How often each is taken.</summary>
    public int Times => options.Augmentations;

    /// <summary>Of how many there is a choice: scans times augmentations.</summary>
    public int Count => checked(scans.Count * options.Augmentations);

    /// <summary>Where cells lie.</summary>
    public CellFrame<TSample> Frame => frame;

    /// <summary>Reads a scan.</summary>
    public TSample Read(int scan) => scans[scan]();

    /// <summary>How far a scan is turned; the first time not at all.</summary>
    /// <param name="scan">Which scan.</param>
    /// <param name="time">The how manieth time it is taken, from 0.</param>
    public double DegreesOf(int scan, int time)
    {
        if (time == 0)
            return 0;
        var random = new SplitMix64(options.Seed ?? 0, ((long)scan * options.Augmentations) + time);
        return options.RotationDegrees * ((2 * random.NextUnit()) - 1);
    }

    /// <summary>Points of all of them that lie in no cell.</summary>
    public long Outside(CancellationToken stop)
    {
        if (!frame.MayMiss)
            return 0;
        var cells = new float[frame.Count];
        long outside = 0;
        for (int scan = 0; scan < scans.Count; scan++)
        {
            TSample sample = scans[scan]();
            for (int time = 0; time < options.Augmentations; time++)
            {
                stop.ThrowIfCancellationRequested();
                outside += frame.Fill(sample, DegreesOf(scan, time), cells);
            }
        }
        return outside;
    }

    /// <summary>So many of them, drawn with replacement, one after the other in one array.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">What draws.</param>
    /// <returns>Shape [count, cells].</returns>
    public float[] Draw(int count, ref SplitMix64 random)
    {
        int size = frame.Count;
        var batch = new float[checked(count * size)];
        for (int i = 0; i < count; i++)
        {
            int item = random.NextBelow(Count), scan = item / options.Augmentations;
            frame.Fill(scans[scan](), DegreesOf(scan, item % options.Augmentations), batch.AsSpan(i * size, size));
        }
        return batch;
    }
}
