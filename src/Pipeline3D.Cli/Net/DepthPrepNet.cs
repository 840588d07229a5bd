using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Depth;
using Pipeline3D.Geometry.Planes;

namespace Pipeline3D.Cli.Net;

/// <summary>How 3DSR and AST make pictures of scans, and how Point-MAE and Shape-Guided scale clouds.</summary>
[NetGroup("depth_prep", Summary = "Depth pictures of 3DSR and AST, unit clouds of Point-MAE and Shape-Guided.")]
internal sealed class DepthPrepNet : NetGroup
{
    private const double PlaneThreshold = 0.005, SurfaceThreshold = 7e-3;
    private const int Closings = 3, PlaneFills = 2, SurfaceFills = 3;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("xyz", "input [h, w, 3]: a scan; 0 = no reading"),
        new("cloud", "input [n, 3]"),
        new("dsr_plane_distance", "output [h, w]: distance to the plane through the corners"),
        new("dsr_mask_before_close, dsr_mask", "output [h, w]: foreground, before and after gaps are closed"),
        new("dsr_depth", "output [h, w]: foreground from 0.1 to 0.9, holes filled twice"),
        new("ast_filled, ast_filled_border_compat", "output [h, w]: filled three times; the latter not in the first "
            + "row and column"),
        new("ast_foreground, ast_depth", "output [h, w]: off the surface between the corners; centred, times 100"),
        new("pc_norm, shapeguided_patch", "output [n, 3]: about the mean, by the largest radius or longest side"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("note");
        NpyArray xyz = task.Array("xyz"), cloud = task.Array("cloud");
        if (xyz.Shape is not [var height, var width, 3] || cloud.Shape is not [var count, 3])
            throw task.Error("'xyz' must be [h, w, 3] and 'cloud' [n, 3]");
        var grid = new OrganizedCloud(width, height, PointCloud.FromInterleaved(xyz.To<float>()));
        Plane(task, grid);
        Surface(task, grid.Points.Z, height, width);
        var points = PointCloud.FromInterleaved(cloud.To<float>());
        task.Write("pc_norm", UnitCloud.Of(points).ToInterleaved(), count, 3);
        task.Write("shapeguided_patch", ExtentCloud.Of(points).ToInterleaved(), count, 3);
    }

    private static void Plane(NetTask task, OrganizedCloud grid)
    {
        PlaneEquation plane = CornerPlane.Of(grid)
            ?? throw task.Error("'xyz' has no depth in three corners, which a plane goes through");
        float[] distances = DepthForeground.Distances(grid, plane);
        bool[] before = DepthForeground.Mark(grid.Points.Z, distances, PlaneThreshold),
            closed = BinaryClosing.Close(before, grid.Height, grid.Width, Closings);
        Write(task, "dsr_plane_distance", distances, grid.Height, grid.Width);
        Write(task, "dsr_mask_before_close", Marks(before), grid.Height, grid.Width);
        Write(task, "dsr_mask", Marks(closed), grid.Height, grid.Width);
        Write(task, "dsr_depth", DepthHoles.Fill(DepthScale.ToRange(grid.Points.Z, closed), grid.Height, grid.Width,
            PlaneFills), grid.Height, grid.Width);
    }

    private static void Surface(NetTask task, ReadOnlySpan<float> depth, int height, int width)
    {
        float[] filled = DepthHoles.Fill(depth, height, width, SurfaceFills);
        Write(task, "ast_filled", filled, height, width);
        Write(task, "ast_filled_border_compat", DepthHoles.Fill(depth, height, width, SurfaceFills, leaveFirst: true),
            height, width);
        float[] surface = CornerSurface.Of(filled, height, width)
            ?? throw task.Error("'xyz' has no depth in a corner, which AST's background goes through");
        bool[] marks = DepthForeground.Mark(filled, DepthForeground.Distances(filled, surface), SurfaceThreshold);
        Write(task, "ast_foreground", Marks(marks), height, width);
        Write(task, "ast_depth", DepthScale.ToCentred(filled, marks), height, width);
    }

    private static void Write(NetTask task, string key, ReadOnlySpan<float> picture, int height, int width)
        => task.Write(key, picture, height, width);

    private static float[] Marks(bool[] marks) => Array.ConvertAll(marks, mark => mark ? 1f : 0f);
}
