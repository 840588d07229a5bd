using System.Globalization;
using Pipeline3D.Core;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data;

/// <summary>The facts of one cloud that a person wants to see first.</summary>
public sealed record CloudSummary
{
    /// <summary>Format by extension, for example <c>PCD</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Columns of the grid; the number of points when unorganized.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the grid; 1 when unorganized.</summary>
    public required int Height { get; init; }

    /// <summary>Number of points, readings or not.</summary>
    public required int Points { get; init; }

    /// <summary>Points with a finite coordinate triple that is, on a grid, not the origin.</summary>
    public required int Valid { get; init; }

    /// <summary>Points with a coordinate that is NaN or infinite.</summary>
    public required int NotFinite { get; init; }

    /// <summary>Valid share of all points, 0 to 1.</summary>
    public double ValidShare => Points == 0 ? 0 : (double)Valid / Points;

    /// <summary>What to add to the bounds for coordinates of the file; see <see cref="CloudFile.Offset"/>.</summary>
    public Vector3d Offset { get; init; }

    /// <summary>Smallest x, y, z of the valid points relative to <see cref="Offset"/>, in the file's unit; NaN without
    /// any.</summary>
    public required IReadOnlyList<float> Least { get; init; }

    /// <summary>Largest x, y, z of the valid points relative to <see cref="Offset"/>, in the file's unit; NaN without
    /// any.</summary>
    public required IReadOnlyList<float> Most { get; init; }

    /// <summary>Median distance from a point to its nearest other one, in the file's unit, estimated on a seeded
    /// sample; NaN with fewer than two valid points.</summary>
    public required float Spacing { get; init; }

    /// <summary>The likely unit; a guess from size and layout.</summary>
    public required LengthUnit Unit { get; init; }

    /// <summary>Why that unit is likely, as a sentence.</summary>
    public required string UnitReason { get; init; }

    /// <summary>What there is besides coordinates: normals, colour, triangles, fields by name.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>What the reader noticed.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Reads a cloud and summarises it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formats">What to read it by; our own formats when null.</param>
    /// <param name="limits">What to accept at most; the defaults when null.</param>
    /// <exception cref="FormatException3D">As <see cref="ScanFormats.ReadCloud"/>.</exception>
    public static CloudSummary Of(string path, ScanFormats? formats = null, FormatLimits? limits = null)
        => Of((formats ?? ScanFormats.Own).ReadCloud(path, limits),
            Path.GetExtension(path).TrimStart('.').ToUpperInvariant());

    /// <summary>Summarises a cloud. Cost: O(points), and O(sample x points) for the spacing.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="format">Name of its format.</param>
    /// <param name="seed">Seed of the sample for the spacing.</param>
    public static CloudSummary Of(CloudFile cloud, string format, int seed = 0)
    {
        (int[] valid, int notFinite) = Sort(cloud);
        (float[] least, float[] most) = Box(cloud.Points, valid);
        (LengthUnit unit, string reason) = GuessUnit(cloud, valid.Length, least, most);
        return new CloudSummary
        {
            Format = format,
            Width = cloud.Width,
            Height = cloud.Height,
            Points = cloud.Points.Count,
            Valid = valid.Length,
            NotFinite = notFinite,
            Offset = cloud.Offset,
            Least = least,
            Most = most,
            Spacing = PointSpacing.Median(cloud.Points, valid, seed),
            Unit = unit,
            UnitReason = reason,
            Attributes = [.. AttributesOf(cloud)],
            Remarks = cloud.Remarks,
        };
    }

    private static (int[] Valid, int NotFinite) Sort(CloudFile cloud)
    {
        var valid = new List<int>(cloud.Points.Count);
        int notFinite = 0;
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            (float x, float y, float z) = (cloud.Points.X[i], cloud.Points.Y[i], cloud.Points.Z[i]);
            if (!float.IsFinite(x) || !float.IsFinite(y) || !float.IsFinite(z))
                notFinite++;
            else if (cloud.Height == 1 || x != 0 || y != 0 || z != 0)
                valid.Add(i);
        }
        return ([.. valid], notFinite);
    }

    private static (float[] Least, float[] Most) Box(PointCloud points, int[] valid)
    {
        if (valid.Length == 0)
            return ([float.NaN, float.NaN, float.NaN], [float.NaN, float.NaN, float.NaN]);
        float[] least = [float.MaxValue, float.MaxValue, float.MaxValue],
            most = [float.MinValue, float.MinValue, float.MinValue];
        foreach (int i in valid)
            for (int axis = 0; axis < 3; axis++)
            {
                float value = points[i][axis];
                least[axis] = Math.Min(least[axis], value);
                most[axis] = Math.Max(most[axis], value);
            }
        return (least, most);
    }

    // Sensors with a grid report metres or millimetres; objects of the field are 5 mm to 5 m. Sizes in between fit
    // both.
    private static (LengthUnit Unit, string Reason) GuessUnit(CloudFile cloud, int valid, float[] least, float[] most)
    {
        if (valid < 2)
            return (LengthUnit.Arbitrary, "there are too few valid points to tell a unit");
        float size = Enumerable.Range(0, 3).Max(axis => most[axis] - least[axis]);
        string text = string.Create(CultureInfo.InvariantCulture, $"the largest extent is {size:G4}");
        if (cloud.Triangles.Length > 0)
            return (LengthUnit.Arbitrary, $"{text}; meshes seldom state a unit");
        bool centred = cloud.Offset == default
            && Enumerable.Range(0, 3).All(axis => Math.Abs(least[axis] + most[axis]) < 0.2f * size);
        return size switch
        {
            > 0.9f and < 2.1f when cloud.Height == 1 && centred
                => (LengthUnit.Arbitrary, $"{text} about the origin, as of a cloud scaled to unit size"),
            > 0.005f and <= 5 => (LengthUnit.Metre, $"{text}: a likely size in metres, too small in millimetres"),
            > 5 and < 5_000 => (LengthUnit.Millimetre, $"{text}: a likely size in millimetres, too large in metres"),
            _ => (LengthUnit.Arbitrary, $"{text}: neither metres nor millimetres are likely"),
        };
    }

    private static IEnumerable<string> AttributesOf(CloudFile cloud)
    {
        if (cloud.Height > 1)
            yield return "organized";
        if (cloud.Normals is not null)
            yield return "normals";
        if (cloud.Rgb is not null)
            yield return "colour";
        if (cloud.Triangles.Length > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{cloud.Triangles.Length / 3} triangles");
        foreach (string field in cloud.Fields.Keys.Order(StringComparer.Ordinal))
            yield return field;
    }
}
