using System.Collections.Immutable;
using Pipeline3D.Data;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection.Clip;

/// <summary>Which points of a scan each view sees, and at which of its pixels.</summary>
/// <remarks>Only what is seen is kept: a third of all pairs of points and views, as a rule.</remarks>
internal sealed class SeenPoints
{
    private SeenPoints(int cells, int[] own, ImmutableArray<int[]> points, ImmutableArray<int[]> pixels)
    {
        (Cells, Own, Points, Pixels) = (cells, own, points, pixels);
        Views = new int[own.Length];
        foreach (int[] view in points)
            foreach (int point in view)
                Views[point]++;
    }

    /// <summary>Points or pixels of the scan, readings or not.</summary>
    public int Cells { get; }

    /// <summary>Cell of each shown point, ascending, or -1 for one that is none of the scan's; shape [m].</summary>
    public int[] Own { get; }

    /// <summary>Views that see each shown point; shape [m].</summary>
    public int[] Views { get; }

    /// <summary>Per view the shown points that it sees, as indices into <see cref="Own"/>, ascending.</summary>
    public ImmutableArray<int[]> Points { get; }

    /// <summary>Per view the pixel of each of <see cref="Points"/>: row * size + column.</summary>
    public ImmutableArray<int[]> Pixels { get; }

    /// <summary>Memory in bytes.</summary>
    public long ByteSize => (8L * Own.Length) + Points.Sum(view => 8L * view.Length);

    /// <summary>Keeps what is seen.</summary>
    /// <param name="cells">Points or pixels of the scan.</param>
    /// <param name="own">Cell of each shown point; shape [m].</param>
    /// <param name="pixel">Shape [v][m]: pixel of each shown point.</param>
    /// <param name="visible">Shape [v][m]: whether it is seen there.</param>
    public static SeenPoints Of(int cells, int[] own, IReadOnlyList<int[]> pixel, IReadOnlyList<bool[]> visible)
    {
        int[][] points = [.. visible.Select(view => Enumerable.Range(0, own.Length).Where(i => view[i]).ToArray())];
        return new SeenPoints(cells, own, [.. points],
            [.. points.Select((view, k) => Array.ConvertAll(view, i => pixel[k][i]))]);
    }

    /// <summary>Mean of the views' enlarged maps at each shown point, over the views that see it.</summary>
    /// <param name="grid">The enlargement.</param>
    /// <param name="maps">Per view the map of its patches.</param>
    /// <returns>Shape [m]; 0 for a point that no view sees.</returns>
    /// <remarks>Source: PointAD, equation of the mean over seeing views; reads the nearest pixel of the enlarged
    /// map.</remarks>
    public float[] Mean(PatchGrid grid, IReadOnlyList<float[]> maps)
        => MeanBy((view, pixel) => grid.At(maps[view], pixel));

    /// <summary>Mean of the views' pictures at each shown point.</summary>
    /// <param name="pictures">Per view one number per pixel.</param>
    /// <returns>Shape [m]; 0 for a point that no view sees.</returns>
    public float[] MeanOfPictures(IReadOnlyList<float[]> pictures) => MeanBy((view, pixel) => pictures[view][pixel]);

    /// <summary>Numbers of the shown points at their cells of the scan, 0 elsewhere; shape [Cells].</summary>
    public float[] Spread(ReadOnlySpan<float> points)
    {
        var cells = new float[Cells];
        for (int i = 0; i < points.Length; i++)
            if (Own[i] >= 0)
                cells[Own[i]] = points[i];
        return cells;
    }

    /// <summary>Numbers of the shown points at their places in a cloud; every other reading takes that of the nearest
    /// shown one.</summary>
    /// <returns>Shape [Cells].</returns>
    public float[] SpreadToAll(ReadOnlySpan<float> points, Scan scan, MethodContext context)
    {
        float[] cells = Spread(points);
        int[] own = [.. Own.Where(cell => cell >= 0)];
        var isOwn = new bool[Cells];
        foreach (int cell in own)
            isOwn[cell] = true;
        int[] rest = [.. scan.Readings.Where(cell => !isOwn[cell])];
        if (rest.Length == 0 || own.Length == 0)
            return cells;
        int[] nearest = OnDevice.Nearest(context.Scope, scan.Cloud.Select(own), scan.Cloud.Select(rest), 1,
            context.Threads, context.Stop).Index;
        for (int i = 0; i < rest.Length; i++)
            cells[rest[i]] = cells[own[nearest[i]]];
        return cells;
    }

    private float[] MeanBy(Func<int, int, float> read)
    {
        var sums = new double[Own.Length];
        for (int view = 0; view < Points.Length; view++)
            for (int i = 0; i < Points[view].Length; i++)
                sums[Points[view][i]] += read(view, Pixels[view][i]);
        var mean = new float[sums.Length];
        for (int i = 0; i < mean.Length; i++)
            mean[i] = Views[i] == 0 ? 0 : (float)(sums[i] / Views[i]);
        return mean;
    }

    /// <summary>Writes all.</summary>
    public void Write(BinaryWriter file)
    {
        file.Write(Cells);
        FeatureBytes.Write<int>(Own, file);
        file.Write(Points.Length);
        for (int view = 0; view < Points.Length; view++)
        {
            FeatureBytes.Write<int>(Points[view], file);
            FeatureBytes.Write<int>(Pixels[view], file);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SeenPoints Read(BinaryReader file)
    {
        int cells = file.ReadInt32();
        int[] own = FeatureBytes.ReadArray<int>(file);
        int views = file.ReadInt32();
        var points = new int[views][];
        var pixels = new int[views][];
        for (int view = 0; view < views; view++)
            (points[view], pixels[view]) = (FeatureBytes.ReadArray<int>(file), FeatureBytes.ReadArray<int>(file));
        return new SeenPoints(cells, own, [.. points], [.. pixels]);
    }
}
