using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Data.Formats;

/// <summary>What a cloud file holds: points in file order, and the attributes that were present.</summary>
public sealed record CloudFile
{
    /// <summary>The points in file order; non-finite ones kept, so that rows keep their index.</summary>
    public required PointCloud Points { get; init; }

    /// <summary>What to add to <see cref="Points"/> for the coordinates of the file, in their unit: zero unless the
    /// file
    /// has more digits than float32 and its cloud lies far from the origin.</summary>
    public Vector3d Offset { get; init; }

    /// <summary>Columns of the grid; the number of points when unorganized.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the grid; 1 when unorganized.</summary>
    public required int Height { get; init; }

    /// <summary>Unit normals; null when absent.</summary>
    public PointCloud? Normals { get; init; }

    /// <summary>Red, green, blue per point; shape [n, 3]; null when absent.</summary>
    public byte[]? Rgb { get; init; }

    /// <summary>Further numeric columns by name (intensity, curvature, label), each of shape [n].</summary>
    public IReadOnlyDictionary<string, float[]> Fields { get; init; } = new Dictionary<string, float[]>();

    /// <summary>Triangles as vertex indices; shape [m, 3]; empty for a pure cloud.</summary>
    public int[] Triangles { get; init; } = [];

    /// <summary>What the reader noticed and a user should know.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
