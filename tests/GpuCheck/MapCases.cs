using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Interpolation;
using Pipeline3D.Kernels.Views;

namespace Pipeline3D.GpuCheck;

/// <summary>Views and interpolated maps, at sizes of practice or small ones.</summary>
internal static class MapCases
{
    public static IEnumerable<KernelCase> All(bool small) => [.. Views(small), .. Maps(small)];

    private static IEnumerable<KernelCase> Views(bool small)
    {
        int side = small ? 32 : 336;
        ViewSetup setup = ViewPreset.CodeMvtec9.Setup with { Height = side, Width = side };
        foreach (int n in small ? new[] { 250 } : [50_000, 640_000])
        {
            PointCloud cloud = Inputs.Surface(n);
            PointCloud normals = SurfaceNormals.Estimate(cloud, small ? 0.2 : 0.02, 30);
            yield return KernelCase.Of("9 views: pixels and depths", $"{n}, {side} x {side}",
                () => Pipeline3D.Geometry.Views.MultiView.Project(cloud, setup), scope
                => ViewOp.Project(scope, cloud, setup),
                Values).With(cloud) with { Torch = $"zbuffer_9_{n}_{side}" };
            yield return KernelCase.Of("9 views: pictures", $"{n}, {side} x {side}",
                () => ViewRenderer.Render(cloud, normals, setup),
                scope => ViewOp.Render(scope, cloud, normals, setup),
                images => images.SelectMany(image => image.Rgb).Select(value => (float)value)).With(cloud)
                with { Tolerance = 1.5 / 255 };
            bool[] labels = [.. Enumerable.Range(0, n).Select(i => i % 9 < 4)];
            ViewSetup window = small ? setup : setup with { Window = 1036, Height = 1036, Width = 1036 };
            yield return KernelCase.Of("9 views: labels", $"{n}, {window.Width} x {window.Height}",
                () => ViewRenderer.Labels(cloud, labels, window, 6), scope
                => ViewOp.Labels(scope, cloud, labels, window, 6),
                maps => maps.SelectMany(map => map).Select(value => (float)value)).With(cloud);
            ViewProjection[] views = Pipeline3D.Geometry.Views.MultiView.Project(cloud, setup);
            float[] scores = [.. Enumerable.Range(0, n).Select(i => MathF.Sin(i * 0.37f))];
            float[][] maps = ViewScores.Scatter(views, scores);
            yield return KernelCase.Of("scores of points to 9 views", $"{n}, {side} x {side}",
                () => ViewScores.Scatter(views, scores), scope => ViewScoreOp.Scatter(scope, views, scores),
                found => found.SelectMany(map => map));
            yield return KernelCase.Of("scores of 9 views to points", $"{n}, {side} x {side}",
                () => Pipeline3D.Geometry.Views.MultiView.BackProject(views, maps), scope
                => ViewScoreOp.Gather(scope, views, maps),
                found => found);
        }
    }

    private static IEnumerable<KernelCase> Maps(bool small)
    {
        foreach ((int side, int count) in small ? new[] { (24, 20) } : [(224, 1004), (800, 16_000)])
        {
            // A prime step visits each pixel once.
            int[] known = [.. Enumerable.Range(0, count).Select(i => (int)(i * 7919L % (side * side)))];
            float[] values = Array.ConvertAll(known, pixel => MathF.Sin(pixel * 0.37f));
            yield return KernelCase.Of("harmonic interpolation", $"{count} of {side} x {side}",
                () => HarmonicInterpolation.Fill(side, side, known, values),
                scope => HarmonicOp.Fill(scope, side, side, known, values), found => found);
        }
    }

    public static IEnumerable<float> Values(ViewProjection[] views) => views.SelectMany(view => view.Depth)
        .Concat(views.SelectMany(view => view.Pixel.Zip(view.Visible, (pixel, seen) => seen ? (float)pixel : -1)));
}
