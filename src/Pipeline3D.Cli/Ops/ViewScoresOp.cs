using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli.Ops;

/// <summary>The op <c>view-scores</c>: scores of views to points, or of points to views.</summary>
internal static class ViewScoresOp
{
    public static Command Make(CliConsole console)
    {
        var pixels = OpArguments.File("--pixels", "int [v, n]: row * width + column, as the op views writes them.");
        var visible = OpArguments.File("--visible", "[v, n]: 0 where a view does not see the point.");
        var maps = OpArguments.Target("--maps", "Score maps, float [v, H, W]: gather their means to the points.");
        var scores = OpArguments.Target("--scores", "Scores, float [n]: scatter them to the views.");
        var height = CliOptions.With("--height", "Rows of the maps, with --scores.", 336);
        var width = CliOptions.With("--width", "Columns of the maps, with --scores.", 336);
        var background = CliOptions.With("--background", "Value of pixels without a point, with --scores.", 0.0);
        var output = OpArguments.Target("--out", "float32 [n] with --maps, float32 [v, H, W] with --scores.");
        var command = new Command("view-scores", "Bring scores from views to points, or from points to views.")
        {
            pixels, visible, maps, scores, height, width, background, output,
        };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            NpyArray at = OpArguments.Read(parse.GetRequiredValue(pixels), 2),
                seen = OpArguments.Read(parse.GetRequiredValue(visible), 2);
            if (!at.Shape.SequenceEqual(seen.Shape))
                throw new UsageException($"the pixels have shape {OpArguments.Shape(at)}, the visibility "
                    + $"{OpArguments.Shape(seen)}");
            string? target = parse.GetValue(output);
            return (parse.GetValue(maps), parse.GetValue(scores)) switch
            {
                ({ } path, null) => Gather(parse, run, at, seen, path, target),
                (null, { } path) => Scatter(parse, run, Views(at, seen, parse.GetRequiredValue(height),
                    parse.GetRequiredValue(width)), path, (float)parse.GetRequiredValue(background), target),
                _ => throw new UsageException("give either --maps or --scores"),
            };
        });
        return command;
    }

    private static int Gather(ParseResult parse, OpRun run, NpyArray at, NpyArray seen, string path, string? output)
    {
        NpyArray maps = OpArguments.Read(path, 3);
        if (maps.Shape[0] != at.Shape[0])
            throw new UsageException($"{path} has shape {OpArguments.Shape(maps)}; there are {at.Shape[0]} views");
        float[] values = OpArguments.Floats(maps, path, mustBeFinite: true);
        int size = maps.Shape[1] * maps.Shape[2];
        ViewProjection[] views = Views(at, seen, maps.Shape[1], maps.Shape[2]);
        float[][] parts = [.. Enumerable.Range(0, views.Length)
            .Select(k => values.AsSpan(k * size, size).ToArray())];
        return run.Measure(parse, at.Shape[1], (_, device) => OnDevice.Gather(device, views, parts),
            found => OpOutput.Write<float>(output, found, found.Length));
    }

    private static int Scatter(
        ParseResult parse, OpRun run, ViewProjection[] views, string path, float background, string? output)
    {
        float[] scores = OpArguments.Floats(OpArguments.Read(path, 1), path, mustBeFinite: true);
        if (scores.Length != views[0].Pixel.Length)
            throw new UsageException($"{path} holds {scores.Length} scores for {views[0].Pixel.Length} points");
        return run.Measure(parse, scores.Length, (_, device) => OnDevice.Scatter(device, views, scores, background),
            found => OpOutput.Write<float>(output, [.. found.SelectMany(map => map)], found.Length, views[0].Height,
                views[0].Width));
    }

    private static ViewProjection[] Views(NpyArray at, NpyArray seen, int height, int width)
    {
        int points = at.Shape[1];
        if (at.Shape[0] == 0)
            throw new UsageException("there is no view: the pixels have shape " + OpArguments.Shape(at));
        if (height < 1 || width < 1 || (long)height * width > Array.MaxLength / at.Shape[0])
            throw new UsageException($"{at.Shape[0]} maps of {height} x {width} pixels cannot be made");
        int[] pixels = at.To<int>();
        double[] flags = seen.To<double>();
        int wrong = Array.FindIndex(pixels, pixel => (uint)pixel >= (uint)(height * width));
        if (wrong >= 0)
            throw new UsageException($"point {wrong % points} of view {wrong / points} is at pixel {pixels[wrong]}; a "
                + $"map of {height} x {width} has {height * width} from 0");
        return [.. Enumerable.Range(0, at.Shape[0]).Select(k => new ViewProjection(width, height,
            pixels.AsSpan(k * points, points).ToArray(),
            Array.ConvertAll(flags.AsSpan(k * points, points).ToArray(), flag => flag != 0), []))];
    }
}
