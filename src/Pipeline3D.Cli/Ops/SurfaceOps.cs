using System.CommandLine;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Clusters;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli.Ops;

/// <summary>The ops about surfaces: plane, clusters, normals and fpfh.</summary>
internal static class SurfaceOps
{
    public static Command Plane(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        var threshold = CliOptions.Required<double>("--threshold",
            "Farthest that a point of the plane may lie from it.");
        var iterations = CliOptions.With("--iterations", "Most hypotheses.", 1000);
        var confidence = CliOptions.With("--confidence",
            "Probability of a sample of inliers at which the search ends early; 1 = never.", 0.99999999);
        var seed = CliOptions.With("--seed", "Seed of the samples.", 0L);
        var output = OpArguments.Target("--out", "uint8 [n]: 1 = within the threshold of the refined plane.");
        var command = new Command("plane",
            "The plane with most points, by RANSAC from three points, refined by least squares.") { input, threshold,
            iterations, confidence, seed, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            CloudFile cloud = run.Cloud(parse.GetRequiredValue(input));
            PointCloud points = cloud.Points;
            var options = new PlaneFitOptions
            {
                Threshold = parse.GetRequiredValue(threshold),
                Iterations = parse.GetRequiredValue(iterations),
                SampleSize = 3,
                Confidence = parse.GetRequiredValue(confidence),
                Seed = parse.GetRequiredValue(seed),
            };
            return run.Measure(parse, points.Count, (threads, device) => PlaneFit.TryRansac(points, options,
                out PlaneFitResult found, threads, OnDevice.PlaneLoops(device))
                    ? found : throw new UsageException(
                        "the points lie on no plane: they are fewer than three, or all on one line"),
                found => OpOutput.Write<byte>(parse.GetValue(output), OpOutput.Bytes(found.Inliers), points.Count),
                found => new JsonObject
                {
                    ["plane"] = new JsonArray(found.Plane.A, found.Plane.B, found.Plane.C, found.Plane.D
                        - Vector3d.Dot(new(found.Plane.A, found.Plane.B, found.Plane.C), cloud.Offset)),
                    ["inliers"] = found.InlierCount,
                    ["hypotheses"] = found.Hypotheses,
                });
        });
        return command;
    }

    public static Command Clusters(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        var eps = CliOptions.Required<double>("--eps", "Reach of a point.");
        var least = CliOptions.Required<int>("--min-points",
            "Points within reach, itself included, that make a core point.");
        var output = OpArguments.Target("--out", "int32 [n]: cluster, 0 = the largest; -1 = noise.");
        var command = new Command("clusters", "DBSCAN, clusters numbered by size.") { input, eps, least, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud points = run.Points(parse.GetRequiredValue(input));
            double reach = parse.GetRequiredValue(eps);
            int many = parse.GetRequiredValue(least);
            return run.Measure(parse, points.Count, threads => Dbscan.Run(points, reach, many, threads),
                found => OpOutput.Write<int>(parse.GetValue(output), found.Labels, points.Count),
                found => new JsonObject { ["clusters"] = found.Sizes.Length, ["noise"] = found.Labels.Count(label
                    => label < 0) });
        });
        return command;
    }

    public static Command NormalsOp(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        (Option<double> radius, Option<int> most) = Hybrid();
        var camera = CliOptions.Maybe<string>("--camera",
            "Turn normals towards this place. Default: their sign is arbitrary.", "x,y,z");
        var output = OpArguments.Target("--out", "float32 [n, 3], unit normals.");
        var command = new Command("normals", "Normals by principal components of the neighbourhood.") { input, radius,
            most, camera, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            CloudFile cloud = run.Cloud(parse.GetRequiredValue(input));
            PointCloud points = cloud.Points;
            double reach = parse.GetRequiredValue(radius);
            int many = parse.GetRequiredValue(most);
            double[]? place = parse.GetValue(camera) is { } text ? OpArguments.Numbers(text, 3, "--camera") : null;
            return run.Measure(parse, points.Count, (threads, device) =>
            {
                PointCloud normals = OnDevice.Normals(device, points, reach, many, threads);
                if (place is not null)
                    SurfaceNormals.OrientTowards(normals, points, new Vector3d(place[0], place[1], place[2])
                        - cloud.Offset);
                return normals;
            }, normals => OpOutput.Write<float>(parse.GetValue(output), normals.ToInterleaved(), points.Count, 3));
        });
        return command;
    }

    public static Command FpfhOp(CliConsole console)
    {
        var input = OpArguments.File("--in", "Points [n, 3].");
        var normals = OpArguments.File("--normals", "Unit normals [n, 3].");
        (Option<double> radius, Option<int> most) = Hybrid();
        var output = OpArguments.Target("--out", "float32 [n, 33].");
        var command = new Command("fpfh", "Fast point feature histograms as Open3D defines them.") { input, normals,
            radius, most, output };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud points = run.Points(parse.GetRequiredValue(input)),
                directions = OpArguments.Directions(parse.GetRequiredValue(normals));
            if (directions.Count != points.Count)
                throw new UsageException($"there are {directions.Count} normals for {points.Count} points");
            double reach = parse.GetRequiredValue(radius);
            int many = parse.GetRequiredValue(most);
            return run.Measure(parse, points.Count, (threads, device)
                => OnDevice.Fpfh(device, points, directions, reach, many, threads),
                rows => OpOutput.Write<float>(parse.GetValue(output), rows.Values, rows.Rows, rows.Columns));
        });
        return command;
    }

    private static (Option<double> Radius, Option<int> Most) Hybrid() => (
        new Option<double>("--radius") { Description = "Reach of the neighbourhood.", Required = true },
        new Option<int>("--max-nn") { Description = "Most neighbours, the point itself included.", Required = true });
}
