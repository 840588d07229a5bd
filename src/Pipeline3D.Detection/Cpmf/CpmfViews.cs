using System.Collections.Immutable;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.Cpmf;

/// <summary>What a network sees of points in pictures of a cloud from many sides.</summary>
internal static class CpmfViews
{
    /// <summary>Views of the authors.</summary>
    public const int All = 27;

    // The grey of all points in the authors' pictures.
    private const double Grey = 0.5;

    /// <summary>The authors' angles about x, y and z, radians: each 0, -pi/12 or pi/12, z changing fastest.</summary>
    public static ImmutableArray<(double X, double Y, double Z)> Angles { get; } = [.. from x in Steps()
        from y in Steps() from z in Steps() select (x, y, z)];

    /// <summary>Describes points.</summary>
    /// <param name="shown">The cloud that is painted; its sensor's side faces +z.</param>
    /// <param name="normals">Its normals.</param>
    /// <param name="points">The points to describe, n of them, in the same frame.</param>
    /// <param name="shelf">Open networks.</param>
    /// <param name="options">Which views, and how they are painted.</param>
    /// <param name="context">Of the scan.</param>
    /// <returns>Shape [n, d], d the channels of all stages: means over the views, seen or not, as the authors take
    /// them; and the network's hash.</returns>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public static (FeatureMatrix Rows, string WeightsHash) Of(PointCloud shown, PointCloud normals, PointCloud points,
        ResNetShelf shelf, CpmfOptions options, MethodContext context)
    {
        ResNetModel network = shelf.Open(options.Weights, options.Stages);
        if (network.Shape.Stages < options.Stages)
            throw new ArgumentException($"stages asks for {options.Stages}, {network.FilePath} has "
                + $"{network.Shape.Stages}");
        ViewSetup setup = Setup(options.Views, options.Window);
        ViewImage[] pictures = OnDevice.Images(context.Scope, shown, normals, setup,
            new ViewImageOptions { SplatSize = options.PointSize, Grey = Grey }, context.Threads, context.Stop);
        int[][] pixels = Pixels(shown, points, setup, options.TwoCenters, context.Threads, context.Stop);
        byte[] rgb = [.. pictures.SelectMany(picture => picture.Rgb)];
        int[] taps = [.. Enumerable.Range(1, options.Stages)];
        ResNetMaps[] maps = shelf.Lane.Run(_ => network.Taps(rgb, options.Window, options.Window, taps, context.Stop),
            context.Stop);
        return (ViewLookup.Mean(maps, pixels, options.Window, context.Threads, context.Stop), network.Sha256);
    }

    /// <summary>The camera and so many views, evenly among all; the camera is Open3D's own, fitted to every turned
    /// cloud.</summary>
    public static ViewSetup Setup(int views, int window) => new()
    {
        Angles = [.. Enumerable.Range(0, views).Select(view => AngleOf(Angles[view * All / views]))],
        Camera = ViewCamera.PointAd, Width = window, Height = window, Window = window,
    };

    /// <summary>Where points lie in the views.</summary>
    /// <returns>For each view the pixel of each point, row times window plus column; clipped to the picture.</returns>
    public static int[][] Pixels(PointCloud shown, PointCloud points, ViewSetup setup, bool twoCenters, int threads,
        CancellationToken stop)
    {
        ViewProjector[] cameras = MultiView.Cameras(shown, setup, threads, stop);
        Vector3d apart = twoCenters ? Vector3d.MeanOf(points) - Vector3d.MeanOf(shown) : default;
        var pixels = new int[cameras.Length][];
        Ranges.Run(pixels.Length, 1, (view, _) =>
        {
            ViewProjector camera = cameras[view];
            // About their own mean points are turned, and stay apart from the other mean as they were.
            Vector3d shift = apart - camera.TurnedDirection(apart);
            var found = new int[points.Count];
            for (int i = 0; i < found.Length; i++)
            {
                (double u, double v, double _) = camera.Project(camera.Turned(Vector3d.Of(points, i)) + shift);
                found[i] = camera.PixelOf(u, v);
            }
            pixels[view] = found;
        }, threads, stop);
        return pixels;
    }

    // Rx Ry Rz of the authors as our turn about z, then x, then y: the entries of both matrices are the same.
    private static ViewAngle AngleOf((double X, double Y, double Z) angles)
    {
        (double sinX, double cosX) = Math.SinCos(angles.X);
        (double sinY, double cosY) = Math.SinCos(angles.Y);
        (double sinZ, double cosZ) = Math.SinCos(angles.Z);
        return new ViewAngle(Degrees(Math.Asin(sinX * cosY)), Degrees(Math.Atan2(sinY, cosX * cosY)))
        {
            ZDegrees = Degrees(Math.Atan2((sinX * sinY * cosZ) + (cosX * sinZ),
                (cosX * cosZ) - (sinX * sinY * sinZ))),
        };
    }

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    private static double[] Steps() => [0, -Math.PI / 12, Math.PI / 12];
}
