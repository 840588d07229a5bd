using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Ast;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>AST's teacher and student with their losses and gradients, and the score map.</summary>
[NetGroup("ast", Summary = "AST's teacher there and back, its student, losses with gradients, and score maps.")]
internal sealed class AstNet : NetGroup
{
    private const string Enlarged = "score_map_bicubic_x";

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("options channels, cond, hidden, kernels, clamp, const, leaky", "sizes"),
        new("depth", "input [b, 1, h, w]: its blocks of pixels become channels"),
        new("foreground_down", "input [b, 1, h / k, w / k]: weights of 0 to 1"),
        new("perm0, perm1 ...", "input [channels]: the order of the channels before each block"),
        new("params_flow, params_student", "input: weights, one after the other as the layouts say"),
        new("unshuffled, position_code", "output [b, channels, h / k, w / k], [cond, h / k, w / k]"),
        new("z, jac, inverse", "output: teacher's latent maps, log determinants, and features again"),
        new("nll_pixel, nll, grads_flow", "output: the teacher's loss, its mean and gradient"),
        new("student_out, student_loss, grads_student, buffers_student_after", "output: of the student while it "
            + "learns"),
        new("score_map, score_mean, score_max", "output [b, h / k, w / k], [b], [b]"),
        new("score_map_bicubic_xN", "output: the map enlarged N times"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("channels", "cond", "hidden", "kernels", "clamp", "const", "leaky", "subnet", "order",
            "student_input", "eval_mask", "note");
        using DisposeScope scope = NewDisposeScope();
        AstShape shape = ShapeOf(task);
        Tensor depth = task.Floats("depth"), foreground = task.Floats("foreground_down");
        if (depth.shape is not [var count, var planes, var height, var width]
            || foreground.shape is not [var marks, 1, var rows, var columns] || marks != count || rows < 1
            || height % rows != 0 || width % columns != 0 || height / rows != width / columns)
            throw task.Error("'depth' must be [b, c, h, w] and 'foreground_down' [b, 1, h / k, w / k]");
        if (planes * (height / rows) * (height / rows) != shape.Channels)
            throw task.Error($"option 'channels' says {shape.Channels}, blocks of {height / rows} pixels give "
                + $"{planes * (height / rows) * (height / rows)}");
        Tensor features = nn.functional.pixel_unshuffle(depth, height / rows);
        task.Write("unshuffled", features);
        try
        {
            Tensor position = Tensors.From(PositionCode.Of(shape.Position, (int)rows, (int)columns), 1, shape.Position,
                rows, columns);
            task.Write("position_code", position.squeeze(0));
            Tensor latent = Teach(task, shape, features, position, foreground);
            Learn(task, shape, features, position, foreground, latent);
        }
        catch (ArgumentException cause)
        {
            throw task.Error(cause.Message);
        }
    }

    private static AstShape ShapeOf(NetTask task)
    {
        if (task.Option("kernels") is not { ValueKind: JsonValueKind.Array } kernels
            || kernels.EnumerateArray().Any(side => !side.TryGetInt32(out int value) || value is < 1 or > 99
                || value % 2 == 0) || kernels.GetArrayLength() == 0)
            throw task.Error("option 'kernels' must be a list of odd numbers of 1 to 99");
        var student = new FlatParameters(task, task.Input("params_student"));
        if (!student.Has("conv1.weight"))
            throw task.Error("the layout of 'params_student' names no parameter 'conv1.weight'");
        return new AstShape
        {
            Channels = task.Whole("channels", 2, 1 << 16), Position = task.Whole("cond", 0, 1 << 16),
            Hidden = task.Whole("hidden", 1, 1 << 16), Clamp = task.Number("clamp"), Squash = task.Number("const"),
            Leak = task.Number("leaky"),
            Kernels = [.. kernels.EnumerateArray().Select(side => side.GetInt32())],
            StudentWidth = student.Shape("conv1.weight")[0],
            StudentBlocks = student.Names.Count(name => name.EndsWith(".l1.weight", StringComparison.Ordinal)),
        };
    }

    private static Tensor Teach(NetTask task, AstShape shape, Tensor features, Tensor position, Tensor foreground)
    {
        var flow = new AstFlow(shape, [.. shape.Kernels.Select((_, block) => task.Array($"perm{block}").To<int>())]);
        var weights = new float[flow.Layout.Count];
        FlatParameters.Fill(task, "params_flow", flow.Layout, weights, _ => true);
        FlatTensors tensors = flow.Layout.Open(weights, learns: true);
        (Tensor latent, Tensor logDeterminant) = flow.Forward(tensors, features, position);
        Tensor unlikely = new AstLosses().Unlikeliness(latent, logDeterminant, foreground), loss = unlikely.mean();
        task.Write("z", latent);
        task.Write("jac", logDeterminant);
        task.Write("nll_pixel", unlikely);
        task.Write("nll", loss.view(1));
        task.Write("inverse", flow.Inverse(tensors, latent.detach(), position));
        Differentiate(task, flow.Layout, tensors, loss, "grads_flow");
        return latent.detach();
    }

    private static void Learn(NetTask task, AstShape shape, Tensor features, Tensor position, Tensor foreground,
        Tensor latent)
    {
        var student = new AstStudent(shape);
        var weights = new float[student.Layout.Count];
        FlatParameters.Fill(task, "params_student", student.Layout, weights, _ => true);
        FlatTensors tensors = student.Layout.Open(weights, learns: true);
        Tensor said = student.Run(tensors, features, position),
            differences = AstLosses.Differences(latent, said, foreground), loss = differences.mean();
        task.Write("student_out", said);
        task.Write("student_loss", loss.view(1));
        Differentiate(task, student.Layout, tensors, loss, "grads_student");
        tensors.KeepRunning(weights);
        FlatParameters.Write(task, "buffers_student_after", student.Layout, weights);
        Tensor map = differences * foreground.squeeze(1);
        task.Write("score_map", map);
        task.Write("score_mean", differences.flatten(1).mean([1L]));
        task.Write("score_max", map.flatten(1).amax([1L]));
        (int count, int height, int width) = ((int)map.shape[0], (int)map.shape[1], (int)map.shape[2]);
        float[] numbers = Tensors.ToFloats(map);
        foreach (NetFile file in task.Files.Where(file => file.Key.StartsWith(Enlarged, StringComparison.Ordinal)))
            task.Write(file.Key, Enlarge(numbers, count, height, width, Times(task, file.Key)), count,
                height * Times(task, file.Key), width * Times(task, file.Key));
    }

    private static int Times(NetTask task, string key) => int.TryParse(key.AsSpan(Enlarged.Length), NumberStyles.None,
        CultureInfo.InvariantCulture, out int times) && times is >= 1 and <= 64 ? times
            : throw task.Error($"'{key}' must end with how many times the map is enlarged, 1 to 64");

    private static float[] Enlarge(float[] maps, int count, int height, int width, int times)
    {
        var all = new float[maps.Length * times * times];
        for (int i = 0; i < count; i++)
            GridResize.Bicubic(maps.AsSpan(i * height * width, height * width), height, width,
                all.AsSpan(i * height * width * times * times, height * width * times * times), height * times,
                width * times);
        return all;
    }

    private static void Differentiate(NetTask task, FlatLayout layout, FlatTensors tensors, Tensor loss, string key)
    {
        if (!task.Wants(key))
            return;
        var gradient = new float[layout.Count];
        tensors.Differentiate(new BackwardGuard(), loss, gradient);
        FlatParameters.Write(task, key, layout, gradient);
    }
}
