using Pipeline3D.Networks.Dsr;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.Dsr;

public sealed class VectorQuantiserTests : NeedsTorch
{
    [Fact]
    public void Quantise_Map_TakesTheNearestCodesAndLetsGradientsThrough()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = Tensors.From([0.9f, 0.1f, 0, 0.2f], 1, 2, 1, 2).requires_grad_(true),
            codes = Tensors.From([0f, 0, 1, 0, 5, 5], 3, 2);
        QuantisedMap found = VectorQuantiser.Quantise(map, codes);
        Assert.Equal([1L, 0], found.Index.data<long>().ToArray());
        Assert.Equal([1, 0, 0, 0], Tensors.ToFloats(found.Codes));
        Assert.Equal(0.25 * (0.01 + 0.01 + 0.04) / 4, found.Commitment.item<float>(), 6);
        float[] gradient = Tensors.ToFloats(Gradients.Of(new BackwardGuard(), [found.Codes.sum()], [map])[0]!);
        Assert.Equal([1, 1, 1, 1], gradient);
    }

    [Fact]
    public void Nearest_MoreRowsThanAreComparedAtOnce_IsThatOfEachRow()
    {
        using DisposeScope scope = NewDisposeScope();
        const int count = 5000, seed = 3;
        var random = new Random(seed);
        float[] rows = [.. Enumerable.Range(0, 2 * count).Select(_ => random.NextSingle())],
            codes = [.. Enumerable.Range(0, 14).Select(_ => random.NextSingle())];
        long[] found = [.. VectorQuantiser.Nearest(Tensors.From(rows, count, 2), Tensors.From(codes, 7, 2))
            .data<long>()];
        for (int row = 0; row < count; row++)
            Assert.True(Distance(row, (int)found[row]) <= Enumerable.Range(0, 7).Min(code => Distance(row, code))
                + 1e-6, $"seed {seed}: row {row} takes code {found[row]}");

        double Distance(int row, int code) => Math.Pow(rows[2 * row] - codes[2 * code], 2)
            + Math.Pow(rows[(2 * row) + 1] - codes[(2 * code) + 1], 2);
    }

    [Fact]
    public void Rows_AndBack_IsTheMap()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] numbers = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        Tensor map = Tensors.From(numbers, 2, 3, 2, 2), rows = VectorQuantiser.Rows(map);
        Assert.Equal([8L, 3], rows.shape);
        Assert.Equal([0, 4, 8], Tensors.ToFloats(rows)[..3]);
        Assert.Equal(numbers, Tensors.ToFloats(VectorQuantiser.Map(rows, map)));
    }

    [Fact]
    public void Move_ManySteps_BringsACodeToTheMeanOfItsRows()
    {
        float[] sizes = [0, 0], sums = [1, 1, -1, 1], codebook = [9, 9, 9, 9];
        for (int step = 0; step < 3000; step++)
            VectorQuantiser.Move([1, 2, 3, 4, 7, 8], [0, 0, 1], sizes, sums, codebook);
        Assert.All(new float[] { 2, 3, 7, 8 }.Zip(codebook), pair => Assert.Equal(pair.First, pair.Second, 1e-2f));
        Assert.Equal(3, sizes.Sum(), 1e-3f);
        Assert.Throws<ArgumentException>(() => VectorQuantiser.Move([1], [0], sizes, sums, codebook));
    }
}
