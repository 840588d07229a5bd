using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Registration;
using Pipeline3D.Geometry.Sampling;

namespace Pipeline3D.Detection.Clouds;

/// <summary>The cloud that others are laid on: thinned to a voxel grid, with its histograms.</summary>
internal sealed class CloudTemplate
{
    private readonly FeatureMatrix _features;

    /// <summary>Takes thinned points and describes them.</summary>
    public CloudTemplate(PointCloud thinned, double voxelSize, int threads, CancellationToken stop)
        => (Points, _features) = (thinned, CloudExtractor.Histograms(thinned, voxelSize, threads, null, stop));

    /// <summary>The thinned points, around their cloud's mean.</summary>
    public PointCloud Points { get; }

    /// <summary>Lays a centred cloud of full resolution on the template.</summary>
    public PointCloud Place(PointCloud centred, PatchCoreCloudOptions options, int threads, CancellationToken stop)
    {
        PointCloud thinned = VoxelGrid.Centroids(centred, options.VoxelSize);
        FeatureMatrix features = CloudExtractor.Histograms(thinned, options.VoxelSize, threads, null, stop);
        return FeatureRegistration.Register(thinned, features, Points, _features, options.Registration, threads, stop)
            .Motion.Apply(centred);
    }
}
