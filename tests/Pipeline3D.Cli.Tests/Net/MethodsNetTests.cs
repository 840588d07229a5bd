using System.Globalization;
using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Net;

/// <summary>The networks and arithmetic of the methods against numbers that others computed.</summary>
public sealed class MethodsNetTests : CliTest
{
    private const double LeastGradient = 1e-6;

    public MethodsNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Theory]
    [InlineData("pointmae", 14, 1), InlineData("pointmae", 14, 2), InlineData("pointmae_fps_origin", 3, 2)]
    [InlineData("schedules", 3, 1)]
    [InlineData("imrnet_gps", 4, 2), InlineData("imrnet_iterate", 4, 2), InlineData("imrnet_score", 8, 2)]
    [InlineData("coreset_k6", 11, 2), InlineData("ocsvm_sgd", 4, 1), InlineData("m3dm_idw", 5, 2)]
    [InlineData("m3dm_uff", 4, 1), InlineData("m3dm_uff", 4, 2), InlineData("regad", 11, 1)]
    [InlineData("resnet", 11, 1), InlineData("resnet", 11, 2), InlineData("cpmf", 4, 2), InlineData("btf", 3, 1)]
    [InlineData("vq_ema", 7, 2), InlineData("dada_dsr", 22, 1), InlineData("dada_dsr", 22, 2)]
    [InlineData("depth_prep", 10, 1), InlineData("ast_permutations", 12, 1), InlineData("ast", 16, 1)]
    [InlineData("ast", 16, 2)]
    [InlineData("zal_train", 19, 1), InlineData("zal_train", 19, 2), InlineData("zal_perturb", 7, 2)]
    [InlineData("zal_pseudo", 8, 2)]
    [InlineData("voxel_ae_vm", 10, 1), InlineData("voxel_ae_vm", 10, 2)]
    [InlineData("wgan_gp", 9, 1), InlineData("wgan_gp", 9, 2)]
    public async Task Net_OfAMethod_GivesEveryOutputWithinItsTolerance(string group, int outputs, int threads)
    {
        JsonElement described = MethodOracles.CopyInputs(Folder, group);
        string text = await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", group, "--threads",
            threads.ToString(CultureInfo.InvariantCulture), "--json");
        using JsonDocument report = JsonDocument.Parse(text);
        Assert.Equal(0, report.RootElement.GetProperty("missing").GetArrayLength());
        int compared = 0;
        foreach (JsonProperty output in described.GetProperty("outputs").EnumerateObject())
        {
            string file = output.Value.GetProperty("file").GetString()!;
            NpyArray found = NpyReader.Read(Folder[$"out/{file}"]), wanted = MethodOracles.Read(file);
            Assert.Equal(wanted.Shape, found.Shape);
            double most = output.Value.TryGetProperty("abs_tolerance", out JsonElement given) ? given.GetDouble() : 0;
            bool[] counts = Counted(described, output, wanted.Shape.Aggregate(1, (all, size) => all * size));
            double worst = wanted.To<double>().Zip(found.To<double>(), (a, b) => Math.Abs(a - b))
                .Where((_, at) => counts[at]).Max();
            Assert.True(worst <= most, $"{group}.{output.Name}: off by {worst}, allowed {most}, {threads} threads");
            compared++;
        }
        Assert.Equal(outputs, compared);
    }

    [Theory]
    [InlineData("ast", "\"kernels\":[3,5]", "\"kernels\":[3,4]", "odd numbers")]
    [InlineData("ast", "\"kernels\":[3,5]", "\"kernels\":[3,5,3]", "no input 'perm2'")]
    [InlineData("ast", "\"cond\":8", "\"cond\":6", "multiple of 4")]
    [InlineData("ast", "\"channels\":16", "\"channels\":12", "blocks of 4 pixels give 16")]
    [InlineData("ast", "\"leaky\":0.01", "\"lazy\":0.01", "option 'lazy' is not understood")]
    [InlineData("ast_permutations", "perm_C64_seed0\":", "perm_64_seed0\":", "must be perm_C")]
    public async Task Net_OfADescriptionThatContradicts_SaysWhat(string group, string from, string to, string words)
    {
        MethodOracles.CopyInputs(Folder, group);
        string described = await File.ReadAllTextAsync(Folder["in/methods_oracles.json"],
            TestContext.Current.CancellationToken), changed = described.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(described, changed);
        await File.WriteAllTextAsync(Folder["in/methods_oracles.json"], changed, TestContext.Current.CancellationToken);
        Assert.Contains(words, await WrongAsync("net", Folder["in"], "--out", Folder["out"], "--group", group),
            StringComparison.Ordinal);
    }

    // The first step of Adam, and a sign, turn a gradient into a whole step, so that where it is almost 0 the step says
    // nothing; the descriptions leave those out.
    private static bool[] Counted(JsonElement group, JsonProperty output, int length)
    {
        bool isLeftOut = (output.Value.TryGetProperty("exclude", out JsonElement rule)
            && rule.GetString()!.Contains("gradient", StringComparison.Ordinal)) || output.Name == "perturbed";
        // Of the parameters params_E_after the gradients are grads_E.
        string gradients = output.Name == "perturbed" ? "grad"
            : output.Name.StartsWith("params_E", StringComparison.Ordinal) ? "grads_E" : output.Name.StartsWith("params_C", StringComparison.Ordinal) ? "grads_C" : "grads";
        return isLeftOut ? [.. MethodOracles.Read(group.GetProperty("outputs").GetProperty(gradients)
            .GetProperty("file").GetString()!).To<double>().Select(gradient => Math.Abs(gradient) >= LeastGradient)]
            : [.. Enumerable.Repeat(true, length)];
    }
}
