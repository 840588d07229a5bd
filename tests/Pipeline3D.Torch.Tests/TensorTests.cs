namespace Pipeline3D.Torch.Tests;

public sealed class TensorTests : NeedsTorch
{
    private readonly Tensor _cube = torch.arange(24).reshape(2, 3, 4);

    private static long[] Values(Tensor tensor) => tensor.data<long>().ToArray();

    [Fact]
    public void Indexer_OfEveryKind_IsPyTorchs()
    {
        Assert.Equal([20, 21, 22, 23], Values(_cube[1, 2]));
        Assert.Equal([23], Values(_cube[-1, -1, -1]));
        Assert.Equal([3, 7, 11, 15, 19, 23], Values(_cube[torch.TensorIndex.Ellipsis, 3]));
        Assert.Equal([4, 6, 8, 10], Values(_cube[0, 1.., torch.TensorIndex.Slice(null, null, 2)]));
        Assert.Equal([1, 1, 2, 3, 4], _cube[torch.TensorIndex.None, 0..1, torch.TensorIndex.None][0].unsqueeze(0)
            .squeeze(1).expand(1, 1, 3, 4).repeat(1, 1, 2, 1).reshape(1, 1, 2, 3, 4).shape);
        Assert.Equal([4, 5, 6, 7, 16, 17, 18, 19], Values(_cube[torch.TensorIndex.Colon, torch.tensor([1L])]));
        Assert.Equal([0, 5, 10], Values(_cube[0, torch.tensor([0L, 1, 2]), torch.tensor([0L, 1, 2])]));
        Assert.Equal([20, 21, 22, 23], Values(_cube[_cube > 19]));
        Assert.Equal([2, 3], Values(_cube[0, 0, 2..]));
    }

    [Fact]
    public void IndexerSet_OnAViewOrByTensor_ChangesTheTensor()
    {
        Tensor x = torch.zeros(3, 2);
        x[1] = torch.tensor([1f, 2f]);
        x[torch.TensorIndex.Colon, 1] = 5f * torch.ones(3);
        x[torch.tensor([0L, 2L]), torch.tensor([0L, 0L])] = torch.tensor([7f, 8f]);
        Assert.Equal([7f, 5f, 1f, 5f, 8f, 5f], x.data<float>().ToArray());
    }

    [Fact]
    public void Operators_WithNumbersOnEitherSide_AreArithmetic()
    {
        Tensor x = torch.tensor([1.0, 2.0, 4.0]);
        Assert.Equal([3.0, 5.0, 9.0], (2 * x + 1).data<double>().ToArray());
        Assert.Equal([0.0, -1.0, -3.0], (1 - x).data<double>().ToArray());
        Assert.Equal([4.0, 2.0, 1.0], (4 / x).data<double>().ToArray());
        Assert.Equal([-1.0, -2.0, -4.0], (-x).data<double>().ToArray());
        Assert.Equal([false, true, true], (x >= 2).data<bool>().ToArray());
        Assert.Equal([true, false, false], (~(x > 1) & (x < 9)).data<bool>().ToArray());
    }

    [Fact]
    public void Results_OfMoreThanEightTensors_AllArrive()
    {
        Tensor[] parts = torch.arange(20).split(1);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), parts.Select(part => part.item<long>()));
    }

    [Fact]
    public void Data_OfATransposedTensor_IsInItsOrder()
    {
        Tensor x = torch.tensor([1f, 2f, 3f, 4f, 5f, 6f], [2, 3]).t();
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], x.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => x.AsSpan<float>());
        Assert.Throws<ArgumentException>(() => x.data<long>());
        Assert.Throws<InvalidOperationException>(() => x.data<float>()[0] = 1);
    }

    [Fact]
    public void AsSpan_OfAContiguousTensor_IsItsMemory()
    {
        Tensor x = torch.zeros(2, 2);
        x.AsSpan<float>()[3] = 4;
        x.bytes[..4].Fill(1);
        Assert.Equal([BitConverter.Int32BitsToSingle(0x01010101), 0f, 0f, 4f], x.data<float>().ToArray());
        Assert.Equal(16, x.bytes.Length);
    }

    [Fact]
    public void AnOperatorThatFails_NamesItselfAndTheShapes()
    {
        TorchException error = Assert.Throws<TorchException>(() => torch.ones(2, 3).matmul(torch.ones(4, 5)));
        Assert.Equal("aten::matmul", error.Operator);
        Assert.Equal("float32[2, 3], float32[4, 5]", error.Arguments);
        Assert.Empty(error.Layer);
    }

    [Fact]
    public void Grad_OfTwoInputs_AreReturnedAndNotKept()
    {
        Tensor a = torch.tensor([2.0], requires_grad: true), b = torch.tensor([5.0], requires_grad: true);
        IList<Tensor?> grads = autograd.grad([(a * b).sum()], [a, b]);
        Assert.Equal((5.0, 2.0), (grads[0]!.item<double>(), grads[1]!.item<double>()));
        Assert.Null(a.grad);
    }

    [Fact]
    public void Modes_EndWhereTheirBlockEnds()
    {
        Tensor x = torch.ones([1], requires_grad: true);
        using (torch.no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (torch.enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(torch.is_grad_enabled());
        }
        using (torch.inference_mode())
            Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
    }
}
