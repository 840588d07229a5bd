using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli.Ops;

/// <summary>The ops about neighbours: knn, radius and nearest.</summary>
internal static class NeighbourOps
{
    public static Command Knn(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        var k = CliOptions.Required<int>("--k", "Neighbours per query.");
        var queries = OpArguments.Target("--queries", "Query points [q, 3]. Default: the points themselves.");
        Option<bool> self = new("--include-self") { Description = "Whether a point counts among its own neighbours." };
        var output = OpArguments.Target("--out", "int32 [q, k], ascending by distance.");
        var distances = OpArguments.Target("--out-dist", "float32 [q, k], Euclidean.");
        var command = new Command("knn", "Exact k nearest neighbours, index built included.") { input, k, queries, self,
            output, distances };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            CloudFile cloud = run.Cloud(parse.GetRequiredValue(input));
            PointCloud points = cloud.Points;
            int count = parse.GetRequiredValue(k);
            PointCloud? asked = parse.GetValue(queries) is { } path ? run.PointsFrom(path, cloud.Offset) : null;
            bool withSelf = parse.GetValue(self);
            int most = asked is null && !withSelf ? points.Count - 1 : points.Count;
            if (most == 0)
                throw new UsageException("a single point has no neighbour but itself: use --include-self");
            if (count < 1 || count > most)
                throw new UsageException($"--k is {count}; with these points it must lie between 1 and {most}");
            return run.Measure(parse, points.Count, (threads, device) => asked is null
                ? OnDevice.Nearest(device, points, count, withSelf, threads)
                : OnDevice.Nearest(device, points, asked, count, threads),
                found => Write(found, parse.GetValue(output), parse.GetValue(distances)));
        });
        return command;
    }

    public static Command Radius(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        var radius = CliOptions.Required<double>("--radius", "Reach, in the unit of the points.");
        var output = OpArguments.Target("--out", "int32 [n]: points within reach, the point itself included.");
        var command = new Command("radius", "Number of points within a radius of each point.") { input, radius,
            output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud points = run.Points(parse.GetRequiredValue(input));
            double reach = parse.GetRequiredValue(radius);
            return run.Measure(parse, points.Count, (threads, device)
                => OnDevice.CountWithin(device, points, reach, threads),
                counts => OpOutput.Write<int>(parse.GetValue(output), counts, counts.Length));
        });
        return command;
    }

    public static Command Nearest(CliConsole console)
    {
        var bank = OpArguments.File("--bank", "Rows to search, float32 [m, d].");
        var queries = OpArguments.File("--queries", "Rows to find neighbours of, float32 [q, d].");
        var k = CliOptions.With("--k", "Neighbours per query.", 1);
        var output = OpArguments.Target("--out", "int32 [q, k].");
        var distances = OpArguments.Target("--out-dist", "float32 [q, k], Euclidean.");
        var command = new Command("nearest", "Exact nearest rows in any number of dimensions.") { bank, queries, k,
            output, distances };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            FeatureMatrix rows = OpArguments.Matrix(parse.GetRequiredValue(bank)),
                asked = OpArguments.Matrix(parse.GetRequiredValue(queries));
            int count = parse.GetRequiredValue(k);
            return run.Measure(parse, asked.Rows, (threads, device)
                => OnDevice.NearestRows(device, rows, () => new RowIndex(rows, threads), asked, count, threads),
                found => Write(found, parse.GetValue(output), parse.GetValue(distances)));
        });
        return command;
    }

    private static void Write(NearestNeighbours found, string? index, string? distance)
    {
        OpOutput.Write<int>(index, found.Index, found.Queries, found.PerQuery);
        OpOutput.Write<float>(distance, found.Distance, found.Queries, found.PerQuery);
    }
}
