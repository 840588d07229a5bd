using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>A task-irrelevant scan, ready to have pieces taken out of it.</summary>
/// <param name="Points">Its points.</param>
/// <param name="Tree">To search them.</param>
/// <param name="Candidates">Places of interest: indices of points.</param>
/// <param name="Radius">Mean radius of its patches, by which pieces are brought to another scan's spacing.</param>
internal sealed record IrrelevantScan(PointCloud Points, KdTree Tree, int[] Candidates, double Radius)
{
    /// <summary>Finds the places of interest.</summary>
    /// <param name="square">The scan on its square.</param>
    /// <param name="patches">Its patches.</param>
    /// <param name="activation">What the random network gives of it: shape [channels, height, width], its height and
    /// its
    /// width.</param>
    /// <param name="tau">Share of the square's pixels that are places of interest.</param>
    public static IrrelevantScan Of(OrganizedCloud square, CellPatches patches,
        (float[] Values, int Height, int Width) activation, double tau)
    {
        var isValid = new bool[square.Points.Count];
        foreach (int pixel in patches.Pixels)
            isValid[pixel] = true;
        float[] map = BiasMap.Of(activation.Values, activation.Height, activation.Width, isValid, square.Height,
            square.Width);
        return new IrrelevantScan(patches.Points, new KdTree(patches.Points), Array.ConvertAll(
            BiasMap.Candidates(map, isValid, tau), pixel => Array.BinarySearch(patches.Pixels, pixel)), patches.Radius);
    }
}
