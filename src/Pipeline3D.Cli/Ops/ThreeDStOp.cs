using System.CommandLine;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Cli.Ops;

/// <summary>The op about 3D-ST: both networks on one cloud, and one step of the student's training.</summary>
internal static class ThreeDStOp
{
    public static Command Make(CliConsole console)
    {
        var points = OpArguments.File("--points", "Points [n, 3].");
        var index = OpArguments.File("--idx", "Neighbours, int [n, k]; none is the point itself.");
        var teacher = OpArguments.File("--teacher-weights", "The teacher's weights, flat float32.");
        var student = OpArguments.File("--student-weights", "The student's weights, flat float32.");
        var d = CliOptions.With("--d", "Channels of the blocks and length of a descriptor.", 64);
        var blocks = CliOptions.With("--blocks", "Residual blocks.", 4);
        Option<bool> train = new("--train-step") { Description = "Also take one Adam step." };
        var rate = CliOptions.With("--lr", "Learning rate.", 1e-3);
        var decay = CliOptions.With("--weight-decay", "L2 weight decay.", 1e-5);
        var prefix = CliOptions.Maybe<string>("--out-prefix",
            "X: X-teacher-out.npy, X-student-out.npy, X-target.npy, X-score.npy; with --train-step also "
                + "X-student-grads.npy, X-student-weights-after-adam.npy.", "X");
        var command = new Command("3d-st", "3D-ST's teacher and student on one cloud.") { points, index, teacher,
            student, d, blocks, train, rate, decay, prefix };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            PointCloud cloud = run.Points(parse.GetRequiredValue(points));
            NpyArray neighbours = OpArguments.Read(parse.GetRequiredValue(index), 2);
            if (neighbours.Shape[0] != cloud.Count)
                throw new UsageException($"{parse.GetValue(index)} has shape {OpArguments.Shape(neighbours)}; "
                    + $"the {cloud.Count} points need [{cloud.Count}, k]");
            PointGraph graph = PointGraph.Of(cloud, neighbours.Shape[1], neighbours.To<int>());
            var shape = NetworkShape.Standard(parse.GetRequiredValue(d), parse.GetRequiredValue(blocks));
            float[] weights = Weights(parse.GetRequiredValue(teacher)),
                learnt = Weights(parse.GetRequiredValue(student));
            return run.Measure(parse, cloud.Count, (threads, device) => Compute(graph, shape, weights, learnt,
                    parse.GetValue(train), parse.GetRequiredValue(rate), parse.GetRequiredValue(decay), threads,
                    device),
                found => Write(found, parse.GetValue(prefix), cloud.Count, shape.Outputs),
                found => new JsonObject { ["scale_s"] = found.Scale, ["loss"] = found.Loss });
        });
        return command;
    }

    private static Found Compute(PointGraph graph, NetworkShape shape, float[] teacherWeights, float[] studentWeights,
        bool train, double rate, double decay, int threads, DeviceScope? device)
    {
        using var pair = new StudentTeacher(shape, teacherWeights, studentWeights);
        double scale = graph.MeanDistance();
        Whitening whitening = pair.WhiteningOf(graph, scale, threads);
        float[] teacher = pair.Teacher.Describe(graph, scale, threads, device),
            student = pair.Student.Describe(graph, scale, threads, device),
            scores = pair.SquaredScores(graph, scale, whitening, threads, device);
        var target = new float[teacher.Length];
        for (int i = 0; i < target.Length; i++)
            target[i] = (float)((teacher[i] - whitening.Mean[i % shape.Outputs])
                / Math.Max(whitening.Deviation[i % shape.Outputs], Whitening.LeastDeviation));
        double loss = train ? pair.TrainStep(graph, scale, whitening, rate, decay, threads)
            : scores.Average(score => (double)score);
        return new Found(scale, loss, teacher, student, target, scores, pair.StudentGradient.ToArray(),
            pair.StudentWeights.ToArray());
    }

    private static void Write(Found found, string? prefix, int n, int outputs)
    {
        if (prefix is null)
            return;
        OpOutput.Write<float>($"{prefix}-teacher-out.npy", found.Teacher, n, outputs);
        OpOutput.Write<float>($"{prefix}-student-out.npy", found.Student, n, outputs);
        OpOutput.Write<float>($"{prefix}-target.npy", found.Target, n, outputs);
        OpOutput.Write<float>($"{prefix}-score.npy", found.Scores, n);
        if (found.Gradient.Length == 0)
            return;
        OpOutput.Write<float>($"{prefix}-student-grads.npy", found.Gradient, found.Gradient.Length);
        OpOutput.Write<float>($"{prefix}-student-weights-after-adam.npy", found.Weights, found.Weights.Length);
    }

    private static float[] Weights(string path) => OpArguments.Floats(OpArguments.Read(path, 1), path,
        mustBeFinite: false);

    private sealed record Found(double Scale, double Loss, float[] Teacher, float[] Student, float[] Target,
        float[] Scores, float[] Gradient, float[] Weights);
}
