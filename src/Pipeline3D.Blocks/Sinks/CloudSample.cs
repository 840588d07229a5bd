using System.Runtime.InteropServices;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>An even sample of a scored scan's points, in the file format that <see cref="ScanEvidence"/>
/// describes.</summary>
internal sealed class CloudSample
{
    private readonly PointCloud _points;
    private readonly byte[] _truth, _rgb;

    private CloudSample(PointCloud points, float[] scores, byte[] truth, byte[] rgb)
        => (_points, Scores, _truth, _rgb, Count) = (points, scores, truth, rgb, points.Count);

    public CloudSample(ScoredScan scored, int most)
    {
        Scan scan = scored.Scan;
        int[] valid = scan.Grid is not null ? scan.Readings : [.. Enumerable.Range(0, scan.Cloud.Count)];
        Count = Math.Min(most, valid.Length);
        int[] chosen = [.. Enumerable.Range(0, Count).Select(i => valid[(long)i * valid.Length / Count])];
        _points = scan.Cloud.Select(chosen);
        Scores = [.. chosen.Select(i => scored.Scores[i])];
        _truth = [.. chosen.Select(i => scan.Truth is { } truth && truth.Ids[i] != 0 ? (byte)1 : (byte)0)];
        _rgb = [.. chosen.SelectMany(i => scan.Rgb is { } rgb ? rgb.Pixels[(3 * i)..(3 * i + 3)] : [180, 180, 180])];
    }

    /// <summary>What the coordinates are relative to; null when it is the origin.</summary>
    public static double[]? OffsetOf(Scan scan)
        => scan.Offset == default ? null : [scan.Offset.X, scan.Offset.Y, scan.Offset.Z];

    public int Count { get; }

    public float[] Scores { get; }

    public void Write(string path, float low, float high)
        => AtomicFile.Write(path, stream => Write(stream, low, high));

    public void Write(Stream stream, float low, float high)
    {
        using var file = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        (float Low, float High)[] bounds = [BoundsOf(_points.X), BoundsOf(_points.Y), BoundsOf(_points.Z)];
        file.Write(Count);
        foreach ((float axisLow, _) in bounds)
            file.Write(axisLow);
        foreach ((_, float axisHigh) in bounds)
            file.Write(axisHigh);
        for (int i = 0; i < Count; i++)
        {
            file.Write(Quantise(_points.X[i], bounds[0]));
            file.Write(Quantise(_points.Y[i], bounds[1]));
            file.Write(Quantise(_points.Z[i], bounds[2]));
        }
        file.Write(Brightness.Of(Scores, low, high));
        file.Write(_truth);
        file.Write(_rgb);
    }

    /// <summary>Writes all of it, at full precision.</summary>
    public void Save(BinaryWriter file)
    {
        file.Write(Count);
        file.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)_points.X));
        file.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)_points.Y));
        file.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)_points.Z));
        file.Write(MemoryMarshal.AsBytes<float>(Scores));
        file.Write(_truth);
        file.Write(_rgb);
    }

    /// <summary>Reads back what <see cref="Save"/> wrote.</summary>
    public static CloudSample Load(BinaryReader file)
    {
        var points = new PointCloud(file.ReadInt32());
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(points.X));
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(points.Y));
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(points.Z));
        var scores = new float[points.Count];
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scores.AsSpan()));
        return new CloudSample(points, scores, file.ReadBytes(points.Count), file.ReadBytes(3 * points.Count));
    }

    private static (float Low, float High) BoundsOf(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return values.IsEmpty ? (0, 0) : (low, high);
    }

    private static ushort Quantise(float value, (float Low, float High) bounds) => bounds.High > bounds.Low
        ? (ushort)Math.Clamp(Math.Round((value - bounds.Low) / (bounds.High - bounds.Low) * 65535), 0, 65535)
            : (ushort)0;
}
