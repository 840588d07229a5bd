namespace Pipeline3D.Geometry.Planes;

/// <summary>The loops over all points in which a plane search spends its time, for those who run them elsewhere than on
/// the cores.</summary>
/// <remarks>Without one, <see cref="PlaneFit"/> and <see cref="BackgroundPlane"/> run their own.</remarks>
public interface IPlaneLoops
{
    /// <summary>Planes that are counted at a time; at least 1. The result of a search does not depend on it.</summary>
    int Batch { get; }

    /// <summary>Counts, for every plane, the points strictly closer to it than a threshold, in float32 as
    /// <see cref="PlaneFit"/> counts.</summary>
    /// <param name="cloud">Finite points; the same object for all calls of one search.</param>
    /// <param name="planes">Shape [p].</param>
    /// <param name="threshold">In the unit of the coordinates.</param>
    /// <param name="counts">Shape [p]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    void CountInliers(PointCloud cloud, ReadOnlySpan<PlaneEquation> planes, double threshold, Span<int> counts,
        CancellationToken stop);

    /// <summary>Marks the points strictly closer to a plane than a threshold, measured in double.</summary>
    /// <param name="cloud">n points; one that is not finite is never marked.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="threshold">In the unit of the coordinates.</param>
    /// <param name="within">Shape [n]; overwritten.</param>
    /// <param name="stop">Ends the work.</param>
    void Mark(PointCloud cloud, PlaneEquation plane, double threshold, Span<bool> within, CancellationToken stop);
}
