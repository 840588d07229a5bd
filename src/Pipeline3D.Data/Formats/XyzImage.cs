using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>Images of three channels of floats, which are grids of points.</summary>
internal static class XyzImage
{
    /// <summary>The grid; with a remark where doubles lose what tells points apart.</summary>
    /// <param name="image">Three channels of floats.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="limits">What it was read by.</param>
    internal static CloudFile ToCloud(RasterImage image, string path, FormatLimits limits)
    {
        return image.Doubles is { } doubles
            ? ExactCoordinates.Parse([], path, limits, (_, _, _, narrowing) => Grid(narrowing.PointsOf(doubles)))
            : Grid(PointCloud.FromInterleaved(image.Floats));

        CloudFile Grid(PointCloud points) => new() { Points = points, Width = image.Width, Height = image.Height };
    }
}
