using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>The op and the benchmark of 3D-ST: PyTorch's numbers, and clear errors.</summary>
public sealed class ThreeDStOpTests : CliTest
{
    private static string[] Arguments(string points, string index, string teacher, string student) =>
    [
        "3d-st", "--points", points, "--idx", index, "--teacher-weights", teacher, "--student-weights", student,
        "--d", "16", "--blocks", "2",
    ];

    private static string[] OracleArguments => Arguments(SharedFiles.Oracle("net_points.npy"),
        SharedFiles.Oracle("net_idx.npy"), SharedFiles.Oracle("net_teacher_weights.npy"),
        SharedFiles.Oracle("net_student_weights.npy"));

    [Theory, InlineData("1"), InlineData("2")]
    public async Task Op_PyTorchFixture_AllOutputsHold(string threads)
    {
        JsonElement facts = SharedFiles.OracleFacts("net");
        JsonElement report = await OpAsync([.. OracleArguments, "--train-step", "--lr", "1e-3", "--weight-decay",
            "1e-5", "--out-prefix", Folder["x"], "--threads", threads]);
        Near(facts, report, "scale_s");
        Near(facts, report, "loss");
        foreach (string name in new[] { "teacher-out", "student-out", "target", "score", "student-grads",
            "student-weights-after-adam" })
        {
            double[] expected = SharedFiles.OracleArray($"net_{name.Replace('-', '_')}.npy").To<double>();
            NpyArray found = NpyReader.Read(Folder[$"x-{name}.npy"]);
            Assert.Equal(typeof(float), found.ElementType);
            Assert.Equal(expected.Length, found.To<float>().Length);
            double largest = expected.Max(Math.Abs);
            double worst = expected.Zip(found.To<double>(), (left, right) => Math.Abs(left - right)).Max();
            Assert.True(worst <= 1e-5 * largest, $"{name}: off by {worst / largest:E2} of the largest value");
        }
    }

    [Fact]
    public async Task Op_WithoutTrainStep_LossIsTheMeanScoreAndNothingIsLearnt()
    {
        JsonElement report = await OpAsync([.. OracleArguments, "--out-prefix", Folder["x"]]);
        Near(SharedFiles.OracleFacts("net"), report, "loss");
        Assert.False(File.Exists(Folder["x-student-grads.npy"]));
    }

    [Fact]
    public async Task Op_WrongArrays_SayWhatAndWhere()
    {
        string points = Array<float>("p.npy", new float[12], 4, 3), index = Array<int>("i.npy", [1, 2, 3, 0], 4, 1);
        string weights = Array<float>("w.npy", new float[100], 100);
        Assert.Contains("100 weights do not fit", await WrongAsync(["op", .. Arguments(points, index, weights,
            weights)]), StringComparison.Ordinal);
        string self = Array<int>("s.npy", [1, 1, 3, 0], 4, 1);
        Assert.Contains("neighbour 0 of point 1 is 1", await WrongAsync(["op", .. Arguments(points, self, weights,
            weights)]), StringComparison.Ordinal);
        string few = Array<int>("f.npy", [1, 2], 2, 1);
        Assert.Contains("need [4, k]", await WrongAsync(["op", .. Arguments(points, few, weights, weights)]),
            StringComparison.Ordinal);
        float[] broken = SharedFiles.OracleArray("net_teacher_weights.npy").To<float>();
        broken[5] = float.NaN;
        string nan = Array<float>("n.npy", broken, broken.Length);
        Assert.Contains("weight 5 (blocks.0.reduce.0.weight[5]) is NaN", await WrongAsync(["op", .. Arguments(
            SharedFiles.Oracle("net_points.npy"), SharedFiles.Oracle("net_idx.npy"), nan, nan)]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_SmallCloud_OneLineWithAllFigures()
    {
        string output = await OkAsync("bench", "3d-st", "--points", "500", "--k", "8", "--d", "16", "--repeat", "2",
            "--json");
        JsonElement line = JsonDocument.Parse(output).RootElement;
        Assert.Equal(500, line.GetProperty("points").GetInt32());
        Assert.Equal(2, line.GetProperty("inference_all").GetArrayLength());
        foreach (string name in new[] { "inference_s", "train_step_s", "inference_peak_rss_mb", "train_peak_rss_mb" })
            Assert.True(line.GetProperty(name).GetDouble() > 0, name);
        Assert.Contains("at least 9", await WrongAsync("bench", "3d-st", "--points", "8", "--k", "8"),
            StringComparison.Ordinal);
    }

    private static void Near(JsonElement facts, JsonElement report, string name)
    {
        double expected = facts.GetProperty(name).GetDouble();
        Assert.Equal(expected, report.GetProperty(name).GetDouble(), 1e-5 * expected);
    }
}
