using System.Numerics;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>A cloud with an anomaly, and which points are its.</summary>
public sealed class SpoiltCloud
{
    internal SpoiltCloud(Vector3[] points, bool[] labels, int[] origin)
        => (Places, Labels, Origin) = (points, labels, origin);

    /// <summary>The points: those that were there before, in their order, then new ones.</summary>
    public PointCloud Points
    {
        get
        {
            var cloud = new PointCloud(Places.Length);
            for (int i = 0; i < Places.Length; i++)
                cloud[i] = Places[i];
            return cloud;
        }
    }

    /// <summary>Which points are anomalous; shape [n].</summary>
    public IReadOnlyList<bool> IsAnomalous => Labels;

    /// <summary>Index of each point in the cloud before; -1 for one that was added.</summary>
    public IReadOnlyList<int> Source => Origin;

    /// <summary>Share of the points that is anomalous, 0 to 1.</summary>
    public double Share => Labels.Length == 0 ? 0 : Labels.Count(label => label) / (double)Labels.Length;

    internal Vector3[] Places { get; }

    internal bool[] Labels { get; }

    internal int[] Origin { get; }

    /// <summary>Only what was there before.</summary>
    internal SpoiltCloud WithoutAdded()
    {
        int kept = Array.FindLastIndex(Origin, from => from >= 0) + 1;
        return new SpoiltCloud(Places[..kept], Labels[..kept], Origin[..kept]);
    }

    /// <summary>All points stay, some at another place.</summary>
    internal static SpoiltCloud Moved(Vector3[] points, bool[] labels)
        => new(points, labels, [.. Enumerable.Range(0, points.Length)]);

    /// <summary>Some points stay where they are, others are added, all of them anomalous.</summary>
    internal static SpoiltCloud Cut(SurfaceCloud cloud, IReadOnlyList<int> kept, Func<int, bool> label, Vector3[] added)
        => new([.. kept.Select(i => cloud.Points[i]), .. added],
            [.. kept.Select(label), .. Enumerable.Repeat(true, added.Length)],
            [.. kept, .. Enumerable.Repeat(-1, added.Length)]);
}
