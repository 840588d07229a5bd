using System.CommandLine;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Cli;

/// <summary>The ops about neighbours: knn, radius and nearest.</summary>
internal static class NeighbourOps
{
    public static Command Knn(CliConsole console)
    {
        Option<string> input = OpArguments.File("--in", "Points [n, 3].");
        Option<int> k = new("--k") { Description = "Neighbours per query.", Required = true };
        Option<string?> queries = OpArguments.Target("--queries", "Query points [q, 3]. Default: the points themselves.");
        Option<bool> self = new("--include-self") { Description = "Whether a point counts among its own neighbours." };
        Option<string?> output = OpArguments.Target("--out", "int32 [q, k], ascending by distance."), distances = OpArguments.Target("--out-dist", "float32 [q, k], Euclidean.");
        var command = new Command("knn", "Exact k nearest neighbours, index built included.") { input, k, queries, self, output, distances };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud points = OpArguments.Points(parse.GetRequiredValue(input));
            int count = parse.GetRequiredValue(k);
            PointCloud? asked = parse.GetValue(queries) is { } path ? OpArguments.Points(path) : null;
            bool withSelf = parse.GetValue(self);
            int most = asked is null && !withSelf ? points.Count - 1 : points.Count;
            if (count < 1 || count > most)
                throw new UsageException($"--k is {count}; with these points it must lie between 1 and {most}");
            return run.Measure(parse, points.Count, threads =>
            {
                var tree = new KdTree(points, threads);
                return asked is null ? tree.Nearest(count, withSelf, threads) : tree.Nearest(asked, count, threads);
            }, found => Write(found, parse.GetValue(output), parse.GetValue(distances)));
        });
        return command;
    }

    public static Command Radius(CliConsole console)
    {
        Option<string> input = OpArguments.File("--in", "Points [n, 3].");
        Option<double> radius = new("--radius") { Description = "Reach, in the unit of the points.", Required = true };
        Option<string?> output = OpArguments.Target("--out", "int32 [n]: points within reach, the point itself included.");
        var command = new Command("radius", "Number of points within a radius of each point.") { input, radius, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud points = OpArguments.Points(parse.GetRequiredValue(input));
            double reach = parse.GetRequiredValue(radius);
            return run.Measure(parse, points.Count, threads => new KdTree(points, threads).CountWithin(reach, threads),
                counts => OpOutput.Write<int>(parse.GetValue(output), counts, counts.Length));
        });
        return command;
    }

    public static Command Nearest(CliConsole console)
    {
        Option<string> bank = OpArguments.File("--bank", "Rows to search, float32 [m, d]."), queries = OpArguments.File("--queries", "Rows to find neighbours of, float32 [q, d].");
        Option<int> k = new("--k") { Description = "Neighbours per query.", DefaultValueFactory = _ => 1 };
        Option<string?> output = OpArguments.Target("--out", "int32 [q, k]."), distances = OpArguments.Target("--out-dist", "float32 [q, k], Euclidean.");
        var command = new Command("nearest", "Exact nearest rows in any number of dimensions.") { bank, queries, k, output, distances };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            FeatureMatrix rows = OpArguments.Matrix(parse.GetRequiredValue(bank)), asked = OpArguments.Matrix(parse.GetRequiredValue(queries));
            int count = parse.GetRequiredValue(k);
            return run.Measure(parse, asked.Rows, threads => NearestRows.Search(rows, asked, count, threads),
                found => Write(found, parse.GetValue(output), parse.GetValue(distances)));
        });
        return command;
    }

    private static void Write(Neighbours found, string? index, string? distance)
    {
        OpOutput.Write<int>(index, found.Index, found.Queries, found.PerQuery);
        OpOutput.Write<float>(distance, found.Distance, found.Queries, found.PerQuery);
    }
}
