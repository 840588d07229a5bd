using System.Runtime.InteropServices;
using Pipeline3D.Geometry;

namespace Pipeline3D.Kernels.Tests;

/// <summary>Runs every op once and keeps the bits of all results.</summary>
internal static class Digest
{
    public static byte[] OfEveryOp(IDevice device)
    {
        const int Count = 1500, Side = 64;
        PointCloud cloud = Clouds.Of("surface", Count), normals = new(Count), kept = new(Count);
        PointSpans points = PointSpans.Of(cloud);
        var bytes = new List<byte>();
        int[] ints = new int[Count], flags = new int[Count];
        var floats = new float[Count];
        PlaneOp.CountInliers(device, points, [0, 0, 1, 0, 1, 0, 0, -0.5f], 0.05f, ints.AsSpan(0, 2));
        Keep<int>(bytes, ints.AsSpan(0, 2));
        PlaneOp.Remove(device, points, new PlaneEquation(0, 0, 1, 0), 0.05f, kept, ints);
        Keep<float>(bytes, kept.ToInterleaved());
        FarthestPointOp.Select(device, points, 3, ints.AsSpan(0, 200), floats.AsSpan(0, 200));
        Keep<int>(bytes, ints);
        Keep<float>(bytes, floats);
        CoresetOp.Select(device, cloud.ToInterleaved(), 3, 0, ints.AsSpan(0, 200));
        Keep<int>(bytes, ints);
        int[] index = new int[Count * 8];
        var distance = new float[index.Length];
        foreach (NearestSearch search in Enum.GetValues<NearestSearch>())
        {
            NearestOp.Search(device, points, points, 8, true, search, index, distance);
            Keep<int>(bytes, index);
            Keep<float>(bytes, distance);
        }
        NearestOp.CountWithin(device, points, 0.1, ints);
        Keep<int>(bytes, ints);
        NormalOp.Estimate(device, points, 0.1, 20, normals);
        Keep<float>(bytes, normals.ToInterleaved());
        var setup = new ViewSetup { Angles = [new(0, 0)], Width = Side, Height = Side };
        ViewOp.Project(device, points, setup, ints, flags, floats);
        Keep<int>(bytes, ints);
        Keep<int>(bytes, flags);
        Keep<float>(bytes, floats);
        var grey = new byte[Side * Side];
        ViewOp.Render(device, points, PointSpans.Of(normals), setup, new ViewImageOptions(), grey);
        bytes.AddRange(grey);
        var map = new float[Side * Side];
        var scores = new float[Count];
        ViewScoreOp.Scatter(device, ints, flags, floats, Side * Side, 0, map);
        Keep<float>(bytes, map);
        ViewScoreOp.Gather(device, ints, flags, map, Side * Side, scores);
        Keep<float>(bytes, scores);
        foreach (HarmonicSweep sweep in Enum.GetValues<HarmonicSweep>())
        {
            HarmonicOp.Fill(device, Side, Side, [5, 2000, 4000], [1, 2, 3], [],
                new HarmonicSweepOptions { Sweep = sweep, MaxSweeps = 200 }, map);
            Keep<float>(bytes, map);
        }
        return [.. bytes];
    }

    private static void Keep<T>(List<byte> bytes, ReadOnlySpan<T> values)
        where T : unmanaged
        => bytes.AddRange(MemoryMarshal.AsBytes(values));
}
