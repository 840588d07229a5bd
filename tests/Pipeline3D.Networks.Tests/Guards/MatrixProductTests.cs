using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Networks.Tests.Guards;

public sealed class MatrixProductTests : NeedsTorch
{
    [Theory]
    [InlineData(new long[] { 5 }, new long[] { 5 })]
    [InlineData(new long[] { 4, 5 }, new long[] { 5 })]
    [InlineData(new long[] { 5 }, new long[] { 5, 3 })]
    [InlineData(new long[] { 4, 5 }, new long[] { 5, 3 })]
    [InlineData(new long[] { 2, 4, 5 }, new long[] { 5 })]
    [InlineData(new long[] { 2, 4, 5 }, new long[] { 5, 3 })]
    [InlineData(new long[] { 2, 6, 4, 5 }, new long[] { 5, 3 })]
    [InlineData(new long[] { 5 }, new long[] { 2, 5, 3 })]
    [InlineData(new long[] { 4, 5 }, new long[] { 2, 5, 3 })]
    [InlineData(new long[] { 2, 4, 5 }, new long[] { 2, 5, 3 })]
    [InlineData(new long[] { 2, 1, 4, 5 }, new long[] { 3, 5, 6 })]
    [InlineData(new long[] { 0, 5 }, new long[] { 5, 3 })]
    [InlineData(new long[] { 0, 4, 5 }, new long[] { 0, 5, 3 })]
    public void Matmul_ShapesThatFit_EqualsTorchWithItsGradients(long[] left, long[] right)
    {
        torch.manual_seed(3);
        Tensor[] ours = [torch.randn(left), torch.randn(right)];
        Tensor[] theirs = [.. ours.Select(tensor => tensor.clone().requires_grad_())];
        foreach (Tensor tensor in ours)
            tensor.requires_grad_();
        Tensor product = MatrixProduct.Matmul(ours[0], ours[1]), expected = theirs[0].matmul(theirs[1]);
        product.square().sum().backward();
        expected.square().sum().backward();
        Assert.Equal(expected.shape, product.shape);
        AssertClose(expected, product);
        for (int i = 0; i < 2; i++)
            AssertClose(theirs[i].grad!, ours[i].grad!);
    }

    [Fact]
    public void Matmul_OfAStackByOneMatrix_IsBitEqualToTorch()
    {
        torch.manual_seed(4);
        Tensor stack = torch.randn(3, 40, 50), matrix = torch.randn(50, 60);
        Assert.True(stack.matmul(matrix).Equals(MatrixProduct.Matmul(stack, matrix)));
        Assert.True(stack.matmul(stack.transpose(1, 2)).Equals(MatrixProduct.Matmul(stack, stack.transpose(1, 2))));
    }

    [Fact]
    public void Matmul_StacksThatDoNotFit_NamesBothShapes()
        => Assert.Contains("float32[2, 4, 5] and float32[3, 5, 6]: stacks", Assert.Throws<ArgumentException>(
            () => MatrixProduct.Matmul(torch.ones(2, 4, 5), torch.ones(3, 5, 6))).Message, StringComparison.Ordinal);

    private static void AssertClose(Tensor expected, Tensor found)
    {
        float[] wanted = Tensors.ToFloats(expected), got = Tensors.ToFloats(found);
        float scale = wanted.Select(Math.Abs).DefaultIfEmpty().Max();
        for (int i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(wanted[i] - got[i]) <= 1e-6f * scale, $"{i}: {wanted[i]:r} is {got[i]:r}");
    }
}
