using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks.Ast;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.Ast;

public sealed class AstFlowTests : NeedsTorch
{
    private const int Side = 3;
    private static readonly AstShape Small = new()
    {
        Channels = 5, Position = 4, Kernels = [3, 1], Hidden = 6, StudentWidth = 4, StudentBlocks = 1,
    };

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Inverse_OfForward_GivesTheFeaturesBack(int seed)
    {
        AstShape shape = new() { Channels = 64, StudentWidth = 8 };
        var flow = new AstFlow(shape);
        FlatTensors tensors = flow.Layout.Open(Drawn(flow, seed), learns: false);
        Tensor features = Normal(seed, 2, 64, 24, 24), position = Code(shape, 24);
        Tensor latent = flow.Forward(tensors, features, position).Latent;
        double change = (latent - features).abs().max().item<float>(),
            error = (flow.Inverse(tensors, latent, position) - features).abs().max().item<float>();
        Assert.True(error <= 1e-4, $"off by {error}, seed {seed}");
        Assert.True(change > 0.5, $"the flow changes nothing: {change}, seed {seed}");
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Forward_LogDeterminant_IsThatOfTheMapByDifferences(int seed)
    {
        const float step = 5e-3f;
        var flow = new AstFlow(Small);
        FlatTensors tensors = flow.Layout.Open(Drawn(flow, seed), learns: false);
        Tensor position = Code(Small, Side);
        float[] at = Tensors.ToFloats(Normal(seed, 1, Small.Channels, Side, Side));
        var jacobian = new double[at.Length, at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            float[] above = Latent(i, step), below = Latent(i, -step);
            for (int j = 0; j < at.Length; j++)
                jacobian[j, i] = (above[j] - (double)below[j]) / (2 * step);
        }
        double wanted = LogDeterminant(jacobian), found = flow.Forward(tensors, Tensors.From(at, 1, Small.Channels, Side,
            Side), position).LogDeterminant.sum().item<float>();
        Assert.True(Math.Abs(wanted - found) < 0.01 * (1 + Math.Abs(wanted)), $"{found}, {wanted} by differences, seed {seed}");
        Assert.True(Math.Abs(found) > 0.1, $"nothing to tell apart: {found}, seed {seed}");

        float[] Latent(int place, float by)
        {
            float[] moved = [.. at];
            moved[place] += by;
            return Tensors.ToFloats(flow.Forward(tensors, Tensors.From(moved, 1, Small.Channels, Side, Side), position)
                .Latent);
        }
    }

    [Fact]
    public void Differentiate_Unlikeliness_IsTheSlopeByDifferences()
    {
        const float step = 1e-2f;
        var flow = new AstFlow(Small);
        float[] weights = Drawn(flow, 7), gradient = new float[weights.Length];
        Tensor features = Normal(8, 2, Small.Channels, Side, Side), position = Code(Small, Side),
            foreground = Tensors.From([.. Enumerable.Range(0, 18).Select(i => i % 3 * 0.5f)], 2, 1, Side, Side);
        FlatTensors tensors = flow.Layout.Open(weights, learns: true);
        tensors.Differentiate(new BackwardGuard(), Loss(tensors), gradient);
        foreach (FlatPart part in flow.Layout.Parts)
        {
            int at = part.Start + (part.Count / 2);
            double slope = (Moved(at, step) - Moved(at, -step)) / (2 * step);
            Assert.True(Math.Abs(slope - gradient[at]) < 2e-3 + (0.03 * Math.Abs(slope)),
                $"{part.Name}: {gradient[at]}, {slope} by differences, seeds 7 and 8");
        }
        Assert.Contains(gradient, slope => Math.Abs(slope) > 0.1);

        Tensor Loss(FlatTensors by)
        {
            (Tensor latent, Tensor logDeterminant) = flow.Forward(by, features, position);
            return new AstLosses().Unlikeliness(latent, logDeterminant, foreground).mean();
        }

        double Moved(int at, float by)
        {
            float[] moved = [.. weights];
            moved[at] += by;
            return Loss(flow.Layout.Open(moved, learns: false)).item<float>();
        }
    }

    [Fact]
    public void Forward_BeforeTraining_OnlyBringsChannelsIntoAnotherOrder()
    {
        var flow = new AstFlow(Small);
        FlatTensors tensors = flow.Layout.Open(flow.Start(1), learns: false);
        Tensor features = Normal(1, 1, Small.Channels, Side, Side);
        (Tensor latent, Tensor logDeterminant) = flow.Forward(tensors, features, Code(Small, Side));
        int[] first = NumpyPermutation.Of(0, Small.Channels), second = NumpyPermutation.Of(1, Small.Channels);
        for (int i = 0; i < Small.Channels; i++)
            Assert.Equal(Tensors.ToFloats(features[0, first[second[i]]]), Tensors.ToFloats(latent[0, i]));
        Assert.All(Tensors.ToFloats(logDeterminant), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Forward_ImmenseFeatures_AreHeldWithinAMillion()
    {
        var flow = new AstFlow(Small);
        FlatTensors tensors = flow.Layout.Open(Drawn(flow, 1), learns: false);
        Tensor features = full([1, Small.Channels, Side, Side], 1e9f);
        Assert.Equal(1e6f, flow.Forward(tensors, features, Code(Small, Side)).Latent.abs().max().item<float>());
    }

    [Fact]
    public void New_SizesThatMakeNoNetwork_SaysWhich()
    {
        Assert.Contains("odd sides", Message(() => new AstFlow(Small with { Kernels = [4] })), StringComparison.Ordinal);
        Assert.Contains("multiple of 4", Message(() => new AstFlow(Small with { Position = 6 })), StringComparison.Ordinal);
        Assert.Contains("1 channels", Message(() => new AstStudent(Small with { Channels = 1 })), StringComparison.Ordinal);
        Assert.Contains("clamp of 0", Message(() => new AstFlow(Small with { Clamp = 0 })), StringComparison.Ordinal);
        Assert.Contains("each of the numbers 0 to 4", Message(() => new AstFlow(Small, [[0, 1, 2, 3, 4], [0, 0, 2, 3, 4]])),
            StringComparison.Ordinal);
        Assert.Contains("multiple of 4", Message(() => PositionCode.Of(6, 2, 2)), StringComparison.Ordinal);
    }

    private static string Message(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;

    // Weights under which blocks do something: gamma is 0 before any training.
    private static float[] Drawn(AstFlow flow, int seed)
    {
        float[] weights = flow.Start(seed);
        foreach (FlatPart part in flow.Layout.Parts)
            if (part.Name.EndsWith(".gamma", StringComparison.Ordinal))
                weights[part.Start] = 1.5f;
        return weights;
    }

    private static Tensor Code(AstShape shape, int side)
        => Tensors.From(PositionCode.Of(shape.Position, side, side), 1, shape.Position, side, side);

    private static Tensor Normal(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var numbers = new float[shape.Aggregate(1L, (all, size) => all * size)];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return Tensors.From(numbers, shape);
    }

    private static double LogDeterminant(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double sum = 0;
        for (int pivot = 0; pivot < size; pivot++)
        {
            int best = Enumerable.Range(pivot, size - pivot).MaxBy(row => Math.Abs(matrix[row, pivot]));
            for (int column = 0; column < size; column++)
                (matrix[pivot, column], matrix[best, column]) = (matrix[best, column], matrix[pivot, column]);
            sum += Math.Log(Math.Abs(matrix[pivot, pivot]));
            for (int row = pivot + 1; row < size; row++)
            {
                double factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (int column = pivot; column < size; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
            }
        }
        return sum;
    }
}
