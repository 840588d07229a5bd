using System.Globalization;
using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Registration;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.Clouds;

/// <summary>The cloud that others are laid on: thinned to a voxel grid, with its histograms.</summary>
internal sealed class CloudTemplate
{
    private const string PointsName = "template", VoxelName = "voxel_size";
    private readonly FeatureMatrix _features;

    /// <summary>Takes thinned points and describes them.</summary>
    public CloudTemplate(PointCloud thinned, double voxelSize, int threads, CancellationToken stop)
    {
        (Points, VoxelSize) = (thinned, voxelSize);
        _features = CloudExtractor.Histograms(thinned, voxelSize, threads, null, stop);
    }

    /// <summary>The thinned points, around their cloud's mean.</summary>
    public PointCloud Points { get; }

    /// <summary>Edge of a voxel, in the unit of the clouds.</summary>
    public double VoxelSize { get; }

    /// <summary>Writes points and voxel.</summary>
    public void Save(ArtifactWriter file)
    {
        file.Add(PointsName, Points.ToInterleaved(), Points.Count, 3);
        file.AddText(VoxelName, VoxelSize.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="file">The model.</param>
    /// <param name="voxelSize">Edge of a voxel where the file has none; null where it must have one.</param>
    /// <exception cref="ModelFormatException">Points or voxel are missing, or none.</exception>
    public static CloudTemplate Load(ArtifactReader file, double? voxelSize = null)
    {
        float[] points = file.Floats(PointsName, -1, 3);
        double voxel = voxelSize ?? file.Double(VoxelName);
        return points.Length > 0 && voxel > 0
            ? new CloudTemplate(PointCloud.FromInterleaved(points), voxel, 0, default) : throw file.Error(
                $"its template has {points.Length / 3} points and voxels of {voxel}; learn the model anew");
    }

    /// <summary>Makes a template of a centred cloud of full resolution.</summary>
    public static CloudTemplate Of(PointCloud centred, double voxelSize, int threads, CancellationToken stop)
        => new(VoxelGrid.Centroids(centred, voxelSize), voxelSize, threads, stop);

    /// <summary>Lays a centred cloud of full resolution on the template.</summary>
    /// <param name="centred">The cloud; not changed.</param>
    /// <param name="cycleAxes">Whether (x, y, z) becomes (z, x, y) first, as in the benchmark's code. The search of
    /// the motion does not depend on the pose, so this moves a cloud that it cannot lay down, and nothing
    /// else but draws.</param>
    /// <param name="seed">Seed of the search, whose distances are 1.5 voxels.</param>
    /// <param name="context">Threads, and the rejection of a cloud that is too large for the template.</param>
    /// <exception cref="ItemRejectedException">A side of the cloud has over 2^30 voxels.</exception>
    public PointCloud Place(PointCloud centred, bool cycleAxes, long seed, MethodContext context)
    {
        double side = VoxelSizes.LongestSide(centred);
        if (side / VoxelSize >= int.MaxValue / 2)
            throw context.Reject(RejectReason.LimitExceeded, string.Create(CultureInfo.InvariantCulture,
                $"a side of {side:G4} has over 2^30 voxels of the template ({VoxelSize:G4}), so it cannot be laid on "
                + $"it: look at the file and its unit"));
        PointCloud source = cycleAxes ? Cycle.Apply(centred) : centred,
            thinned = VoxelGrid.Centroids(source, VoxelSize);
        FeatureMatrix features = CloudExtractor.Histograms(thinned, VoxelSize, context.Threads, null, context.Stop);
        var search = new RegistrationOptions { Distance = 1.5 * VoxelSize, Seed = seed };
        return FeatureRegistration.Register(thinned, features, Points, _features, search, context.Threads, context.Stop)
            .Motion.Apply(source);
    }

    // (x, y, z) to (z, x, y): a turn of 120 degrees about the diagonal of the axes.
    private static Rigid Cycle { get; } = new(new(0, 0, 1), new(1, 0, 0), new(0, 1, 0), default);
}
