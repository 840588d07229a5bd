using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli.Ops;

/// <summary>The ops that choose: fps and coreset.</summary>
internal static class SamplingOps
{
    public static Command Fps(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        (Option<int> count, Option<int> start, Option<string?> output) = Common(
            "int32 [M]: the points in the order of choosing; the lowest index on a tie.");
        var command = new Command("fps", "Exact farthest point sampling.") { input, count, start, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud points = run.Points(parse.GetRequiredValue(input));
            (int many, int first) = Check(parse, count, start, points.Count);
            return run.Measure(parse, points.Count, (_, device)
                => OnDevice.FarthestPoints(device, points, many, first).Index,
                order => OpOutput.Write<int>(parse.GetValue(output), order, order.Length));
        });
        return command;
    }

    public static Command CoresetOp(CliConsole console)
    {
        var input = OpArguments.File("--in", "Rows, float32 [n, d].");
        (Option<int> count, Option<int> start, Option<string?> output) = Common(
            "int32 [M]: the rows in the order of choosing; the lowest index on a tie.");
        var command = new Command("coreset", "Greedy k-centre coreset of feature rows.") { input, count, start,
            output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            FeatureMatrix rows = OpArguments.Matrix(parse.GetRequiredValue(input));
            (int many, int first) = Check(parse, count, start, rows.Rows);
            return run.Measure(parse, rows.Rows, (threads, device)
                => OnDevice.Coreset(device, rows, many, first, threads),
                order => OpOutput.Write<int>(parse.GetValue(output), order, order.Length));
        });
        return command;
    }

    private static (Option<int> Count, Option<int> Start, Option<string?> Output) Common(string output) => (
        new Option<int>("--count") { Description = "How many to choose.", Required = true },
        new Option<int>("--start") { Description = "The first one.", DefaultValueFactory = _ => 0 },
        OpArguments.Target("--out", output));

    private static (int Count, int Start) Check(ParseResult parse, Option<int> count, Option<int> start, int available)
    {
        int many = parse.GetRequiredValue(count), first = parse.GetRequiredValue(start);
        if (many < 1 || many > available)
            throw new UsageException($"--count is {many}; it must lie between 1 and {available}");
        if (first < 0 || first >= available)
            throw new UsageException($"--start is {first}; it must lie between 0 and {available - 1}");
        return (many, first);
    }
}
