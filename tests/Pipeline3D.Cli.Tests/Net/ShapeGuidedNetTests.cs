using System.Text.Json.Nodes;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks;

namespace Pipeline3D.Cli.Tests.Net;

/// <summary>Shape-Guided's groups at sizes and seeds that no fixture has, against plain loops in double.</summary>
public sealed class ShapeGuidedNetTests : CliTest
{
    private const double Rate = 1e-4, AdamGuard = 1e-8, Step = 1e-6, LeastGradient = 1e-5;

    private readonly JsonObject _inputs = [], _outputs = [];

    public ShapeGuidedNetTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    [Theory]
    [InlineData(5, 9, new[] { 6, 9, 14 }, 7, 5, 10, 2, 11)]
    [InlineData(4, 13, new[] { 5, 7, 10 }, 9, 4, 12, 4, 12)]
    public async Task Net_SurfaceOfOtherSizes_IsThatOfPlainLoopsInDouble(int patches, int points, int[] widths,
        int middle, int code, int hidden, int layers, int seed)
    {
        var random = new Random(seed);
        var hand = new SurfaceByHand(widths, middle, code, hidden, layers);
        float[] surface = Draw(random, patches * points * 3, 0.4), asked = [.. surface.Select(number
            => number + (float)(0.2 * Normal(random)))];
        Dictionary<string, double[]> weights = Weights(hand, random), before = Copy(weights);
        Input("points", surface, patches, points, 3);
        Input("queries", asked, patches, points, 3);
        InputParameters("encoder", hand.Encoder, weights);
        InputParameters("nif", hand.Field, weights);
        Output("code", patches, code);
        Output("sdf", patches, points, 1);
        Output("gradient", patches, points, 3);
        Output("pulled", patches, points, 3);
        Output("loss", 1);
        (string, int[])[] learnt = [.. hand.Encoder.Where(part => !IsRunning(part.Name))];
        OutputParameters("grads_encoder", learnt);
        OutputParameters("params_encoder_after", hand.Encoder);
        OutputParameters("grads_nif", hand.Field);
        OutputParameters("params_nif_after", hand.Field);
        await NetAsync("shapeguided_nif", new() { ["code"] = code, ["hidden"] = hidden, ["wn_layers"] = layers });

        double[][][] cloud = Rows(surface, patches, points), places = Rows(asked, patches, points);
        var branches = new SurfaceByHand.Branches();
        SurfaceByHand.Pass pass = hand.Run(weights, cloud, places, branches);
        string run = $"seed {seed}";
        Same("code", pass.Code, 1e-4, run);
        Same("sdf", pass.Distance, 1e-5, run);
        Same("gradient", pass.Gradient, 1e-5, run);
        Same("pulled", pass.Pulled, 1e-5, run);
        Same("loss", [pass.Loss], 1e-5, run);
        // Nothing of this would tell much of a field that is flat or codes that are none.
        Assert.True(pass.Code.Count(number => number > 0.1) > pass.Code.Count / 4, run);
        Assert.True(pass.Gradient.Count(number => Math.Abs(number) > 0.05) > pass.Gradient.Count / 2, run);

        Dictionary<string, double[]> running = Copy(weights), slopes = Slopes(hand, before, cloud, places, branches);
        Compared("encoder", "grads_encoder", learnt, name => slopes[name], _ => true);
        Compared("field", "grads_nif", hand.Field, name => slopes[name], _ => true);
        Compared("encoder", "params_encoder_after", hand.Encoder, After, Moves);
        Compared("field", "params_nif_after", hand.Field, After, Moves);

        double[] After(string name) => IsRunning(name) ? running[name] : [.. before[name].Zip(slopes[name],
            (weight, slope) => weight - (Rate * slope / (Math.Abs(slope) + AdamGuard)))];

        // The first step of Adam is a sign: where a slope is almost 0 it says nothing.
        bool Moves((string Name, int At) number) => IsRunning(number.Name)
            || Math.Abs(slopes[number.Name][number.At]) > LeastGradient;

        void Compared(string network, string key, (string Name, int[] Shape)[] parts, Func<string, double[]> wanted,
            Func<(string, int), bool> counts)
        {
            float[] found = Read(key);
            (string Name, int At, double Number)[] numbers = [.. parts.Select(part => $"{network}.{part.Name}")
                .SelectMany(name => wanted(name).Select((number, at) => (name, at, number)))];
            Assert.Equal(found.Length, numbers.Length);
            int compared = 0;
            foreach ((int at, (string Name, int At, double Number) number) in numbers.Index()
                .Where(one => counts((one.Item.Name, one.Item.At))))
            {
                Assert.True(Math.Abs(found[at] - number.Number) <= 1e-5,
                    $"{key} {number.Name}[{number.At}]: {found[at]}, by hand {number.Number}, {run}");
                compared++;
            }
            Assert.True(compared > numbers.Length / 2, $"{key}: {compared} of {numbers.Length} compared, {run}");
        }
    }

    [Theory]
    [InlineData(23, 9, 4, 7, 2, 30, 21), InlineData(90, 33, 6, 12, 5, 101, 22)]
    public async Task Net_PursuitOfOtherSizes_IsThatOfPlainLoopsInDouble(int rows, int width, int count, int nearest,
        int wanted, int scores, int seed)
    {
        var random = new Random(seed);
        float[] library = Draw(random, rows * width, 1), codes = Draw(random, count * width, 1), shape = Scores(),
            colour = Scores();
        Input("library", library, rows, width);
        Input("codes", codes, count, width);
        Input("sdf_map", shape, scores);
        Input("rgb_map", colour, scores);
        Output("knn_test", count, nearest);
        Output("knn_align", count, nearest);
        Output("coefficients", count, nearest);
        Output("reconstruction", count, width);
        Output("residual", count);
        Output("score", 1);
        Output("align_weight", 1);
        Output("align_bias", 1);
        Output("pixel", scores);
        await NetAsync("omp_alignment", new() { ["n_nonzero"] = wanted });

        double[][] atoms = Rows(library, 1, rows)[0], vectors = Rows(codes, 1, count)[0];
        var hand = vectors.Select(vector => PursuitByHand.Of(vector, atoms, nearest, wanted)).ToArray();
        string run = $"seed {seed}";
        Same("knn_test", [.. hand.SelectMany(one => one.Nearest.Take(nearest)).Select(row => (double)row)], 0, run);
        Same("knn_align", [.. hand.SelectMany(one => one.Nearest.Skip(1).Take(nearest)).Select(row => (double)row)], 0,
            run);
        Same("coefficients", [.. hand.SelectMany(one => one.Coefficients)], 1e-6, run);
        Same("reconstruction", [.. hand.SelectMany(one => one.Again)], 1e-6, run);
        Same("residual", [.. hand.Select(one => one.Residual)], 1e-6, run);
        Same("score", [hand.Max(one => one.Residual)], 1e-6, run);
        Assert.All(hand, one => Assert.Equal(wanted, one.Coefficients.Count(number => number != 0)));
        ((double mean, double deviation), (double from, double spread)) = (Moments(shape), Moments(colour));
        double weight = deviation / spread, bias = mean - (3 * deviation) - (weight * (from - (3 * spread)));
        Same("align_weight", [weight], 1e-6, run);
        Same("align_bias", [bias], 1e-6, run);
        Same("pixel", [.. shape.Zip(colour, (own, other) => Math.Max(own, Math.Max(0, (weight * other) + bias)))], 1e-6,
            run);

        // A quarter says nothing.
        float[] Scores() => [.. Enumerable.Range(0, scores).Select(_ => random.Next(4) == 0 ? 0
            : 0.02f + random.NextSingle())];

        static (double Mean, double Deviation) Moments(float[] all)
        {
            double[] told = [.. all.Where(score => score != 0).Select(score => (double)score)];
            return (told.Average(), Math.Sqrt(told.Average(score => Math.Pow(score - told.Average(), 2))));
        }
    }

    private static Dictionary<string, double[]> Slopes(SurfaceByHand hand, Dictionary<string, double[]> weights,
        double[][][] cloud, double[][][] places, SurfaceByHand.Branches branches)
    {
        var slopes = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach ((string name, double[] numbers) in weights.Where(part => !IsRunning(part.Key)))
        {
            slopes[name] = new double[numbers.Length];
            for (int at = 0; at < numbers.Length; at++)
            {
                double number = numbers[at];
                slopes[name][at] = (Loss(numbers, at, number + Step) - Loss(numbers, at, number - Step)) / (2 * Step);
                numbers[at] = number;
            }
        }
        return slopes;

        double Loss(double[] numbers, int at, double number)
        {
            numbers[at] = number;
            return hand.Run(weights, cloud, places, branches.Again()).Loss;
        }
    }

    private static Dictionary<string, double[]> Weights(SurfaceByHand hand, Random random)
    {
        var weights = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach ((string network, (string Name, int[] Shape)[] parts) in new[] { ("encoder", hand.Encoder),
            ("field", hand.Field) })
            foreach ((string name, int[] shape) in parts)
            {
                bool isScale = name.StartsWith("bn", StringComparison.Ordinal)
                    && name.EndsWith("weight", StringComparison.Ordinal), isLength = isScale
                    || name.StartsWith("g.", StringComparison.Ordinal)
                    || name.EndsWith("running_var", StringComparison.Ordinal);
                double scale = shape.Length > 1 && !isLength ? 1.4 / Math.Sqrt(shape[1]) : 0.2;
                weights[$"{network}.{name}"] = [.. Draw(random, Count(shape), scale).Select(number
                    => (double)(isLength ? 1.2f + number : number))];
            }
        return weights;
    }

    private async Task NetAsync(string group, JsonObject options)
    {
        var described = new JsonObject
        {
            ["groups"] = new JsonObject
            {
                [group] = new JsonObject { ["options"] = options, ["inputs"] = _inputs, ["outputs"] = _outputs },
            },
        };
        await File.WriteAllTextAsync(Folder["in/methods_oracles.json"], described.ToJsonString(),
            TestContext.Current.CancellationToken);
        await OkAsync("net", Folder["in"], "--out", Folder["out"], "--group", group);
    }

    private void Input(string key, float[] numbers, params int[] shape)
    {
        Directory.CreateDirectory(Folder["in"]);
        Array<float>($"in/{key}.npy", numbers, shape);
        _inputs[key] = Described(key, shape);
    }

    private void InputParameters(string network, (string Name, int[] Shape)[] parts,
        Dictionary<string, double[]> weights)
    {
        string prefix = network == "nif" ? "field" : network;
        float[] numbers = [.. parts.SelectMany(part => weights[$"{prefix}.{part.Name}"]).Select(number
            => (float)number)];
        Input($"params_{network}", numbers, numbers.Length);
        _inputs[$"params_{network}"]!["layout"] = Layout(parts);
    }

    private void Output(string key, params int[] shape) => _outputs[key] = Described(key, shape);

    private void OutputParameters(string key, (string Name, int[] Shape)[] parts)
    {
        Output(key, parts.Sum(part => Count(part.Shape)));
        _outputs[key]!["layout"] = Layout(parts);
    }

    private static JsonObject Described(string key, int[] shape) => new()
    {
        ["file"] = $"{key}.npy", ["shape"] = Sizes(shape),
    };

    private static JsonArray Layout((string Name, int[] Shape)[] parts)
    {
        int offset = 0;
        var layout = new JsonArray();
        foreach ((string name, int[] shape) in parts)
        {
            layout.Add(new JsonObject { ["name"] = name, ["offset"] = offset, ["shape"] = Sizes(shape) });
            offset += Count(shape);
        }
        return layout;
    }

    private static JsonArray Sizes(int[] shape) => [.. shape.Select(size => JsonValue.Create(size))];

    private static int Count(int[] shape) => shape.Aggregate((all, size) => all * size);

    private void Same(string key, IReadOnlyList<double> wanted, double tolerance, string run)
    {
        float[] found = Read(key);
        Assert.Equal(wanted.Count, found.Length);
        double worst = wanted.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance, $"{key}: off by {worst}, allowed {tolerance}, {run}");
    }

    private float[] Read(string key) => NpyReader.Read(Folder[$"out/{key}.npy"]).To<float>();

    private static double[][][] Rows(float[] numbers, int groups, int rows)
    {
        int width = numbers.Length / (groups * rows);
        return [.. Enumerable.Range(0, groups).Select(group => (double[][])[.. Enumerable.Range(0, rows).Select(row
            => (double[])[.. numbers.Skip(((group * rows) + row) * width).Take(width).Select(number
                => (double)number)])])];
    }

    private static float[] Draw(Random random, int count, double scale)
        => [.. Enumerable.Range(0, count).Select(_ => (float)(scale * Normal(random)))];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Dictionary<string, double[]> Copy(Dictionary<string, double[]> weights)
        => weights.ToDictionary(part => part.Key, part => (double[])part.Value.Clone(), StringComparer.Ordinal);

    private static bool IsRunning(string name) => name.Contains("running", StringComparison.Ordinal);
}
