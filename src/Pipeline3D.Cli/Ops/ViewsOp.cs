using System.Collections.Immutable;
using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Cli.Ops;

/// <summary>The op <c>views</c>: projections with visibility, and pictures.</summary>
internal static class ViewsOp
{
    public static Command Make(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3] with --views, or a scan [H, W, 3] with --preset.");
        var views = CliOptions.Maybe<string>("--views", "Views as degrees about x and y.", "x,y;x,y;...");
        var preset = CliOptions.Maybe<string>("--preset", string.Join(", ", ViewPreset.All.Select(p => p.Name)));
        var height = CliOptions.With("--height", "Rows of the images.", 336);
        var width = CliOptions.With("--width", "Columns of the images.", 336);
        var camera = CliOptions.OneOf("--camera", "Which camera looks, with --views.", "orbit");
        var fov = CliOptions.With("--fov", "Vertical opening of the camera in degrees.", 60.0);
        var pixels = OpArguments.Target("--out-pixels", "int32 [v, n]: row * width + column.");
        var visible = OpArguments.Target("--out-visible", "uint8 [v, n].");
        var depth = OpArguments.Target("--out-depth", "float32 [v, n].");
        var images = CliOptions.Maybe<string>("--out-images",
            "Folder for one PNG per view, shaded splats; painting them is timed too.", "DIR");
        var command = new Command("views", "Project a cloud into views: pixel, z-buffered visibility, depth, pictures.")
        {
            input, views, preset, height, width, camera, fov, pixels, visible, depth, images,
        };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(input);
            (PointCloud points, ViewSetup setup, ViewPreset? named) = (parse.GetValue(preset),
                parse.GetValue(views)) switch
            {
                ({ } name, null) => FromPreset(run.Grid(path), path, ViewPreset.Of(name)),
                (null, { } text) => (run.Points(path), new ViewSetup { Angles = Angles(text),
                    Height = parse.GetRequiredValue(height), Width = parse.GetRequiredValue(width),
                    FieldOfViewDegrees = parse.GetRequiredValue(fov) }, null),
                _ => throw new UsageException("give either --views or --preset"),
            };
            string? folder = parse.GetValue(images);
            return run.Measure(parse, points.Count, (threads, device) =>
            {
                ViewProjection[] made = OnDevice.Views(device, points, setup, threads);
                return (Made: made, Images: folder is null ? [] : Paint(points, setup, named, threads, device));
            }, result =>
            {
                ViewProjection[] made = result.Made;
                OpOutput.Write<int>(parse.GetValue(pixels), [.. made.SelectMany(view => view.Pixel)], made.Length,
                    points.Count);
                OpOutput.Write<byte>(parse.GetValue(visible), OpOutput.Bytes(made.SelectMany(view => view.Visible)),
                    made.Length, points.Count);
                OpOutput.Write<float>(parse.GetValue(depth), [.. made.SelectMany(view => view.Depth)], made.Length,
                    points.Count);
                if (folder is not null)
                    Write(result.Images, folder);
            });
        });
        return command;
    }

    private static (PointCloud Points, ViewSetup Setup, ViewPreset Preset) FromPreset(CloudFile scan, string path,
        ViewPreset preset)
    {
        PointCloud points = MultiView.FromScan(new OrganizedCloud(scan.Width, scan.Height, scan.Points)).Points;
        return points.Count > 0 ? (points, preset.Setup, preset)
            : throw new UsageException($"{path} holds no point with a reading");
    }

    // Without a preset nothing is known of the unit: a normal takes 30 neighbours within a tenth of the cloud's extent.
    private static ViewImage[] Paint(PointCloud points, ViewSetup setup, ViewPreset? preset, int threads,
        DeviceScope? device)
    {
        double radius = preset?.NormalRadius ?? Math.Max(1e-12, 0.1 * Extent(points));
        PointCloud normals = OnDevice.Normals(device, points, radius, preset?.NormalNeighbours ?? 30, threads);
        var options = preset is null ? new ViewImageOptions()
            : new ViewImageOptions { SplatSize = Math.Max(1, preset.PointSize * setup.Width / setup.Window) };
        return OnDevice.Images(device, points, normals, setup, options, threads);
    }

    private static void Write(ViewImage[] images, string folder)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < images.Length; i++)
            PngWriter.Write(Path.Combine(folder, $"view_{i}.png"), images[i].Width, images[i].Height, 3, images[i].Rgb);
    }

    private static double Extent(PointCloud points)
    {
        double extent = 0;
        foreach (float[] axis in new[] { points.X.ToArray(), points.Y.ToArray(), points.Z.ToArray() })
            extent = Math.Max(extent, axis.Max() - axis.Min());
        return extent;
    }

    private static ImmutableArray<ViewAngle> Angles(string text) =>
    [
        .. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(pair =>
        {
            double[] angles = OpArguments.Numbers(pair, 2, "--views");
            return new ViewAngle(angles[0], angles[1]);
        }),
    ];
}
