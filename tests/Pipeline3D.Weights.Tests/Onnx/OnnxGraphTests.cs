using Pipeline3D.TestSupport;
using Pipeline3D.Weights.Onnx;

namespace Pipeline3D.Weights.Tests.Onnx;

public sealed class OnnxGraphTests : IDisposable
{
    private static readonly byte[] Small = OnnxBytes.Model(
        OnnxBytes.Tensor("w", [2, 2], [1, 2, 3, 4]), OnnxBytes.Tensor("b", [2], [5, 6], raw: true),
        OnnxBytes.Node("Conv", ["x", "w"], "y"), OnnxBytes.Node("Relu", ["y"], "z"));
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_PackedAndRawNumbers_GivesNodesAndWeights()
    {
        OnnxGraph graph = Read(Small);
        Assert.Equal([1f, 2, 3, 4], graph.Tensors["w"].Numbers.ToArray());
        Assert.Equal([2L, 2], graph.Tensors["w"].Shape);
        Assert.Equal([5f, 6], graph.Tensors["b"].Numbers.ToArray());
        Assert.Equal(["Conv", "Relu"], graph.Nodes.Select(node => node.Kind));
        Assert.Equal(["x", "w"], graph.Nodes[0].Inputs);
        Assert.Equal(["y"], graph.Nodes[0].Outputs);
    }

    [Fact]
    public void Read_ModelsThatFollowOneAnother_AreMerged()
        => Assert.Equal(["w", "b", "c"], Read([.. Small, .. OnnxBytes.Bytes(7, OnnxBytes.Tensor("c", [1], [7]))])
            .Tensors.Keys);

    [Fact]
    public void Read_CutAnywhere_SaysSoOrGivesWhatIsThere()
    {
        for (int length = 0; length < Small.Length; length++)
        {
            var error = Assert.Throws<WeightFormatException>(() => Read(Small[..length]));
            Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_BytesChangedAtRandom_IsReadOrRefused()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            byte[] bytes = [.. Small];
            var random = new Random(seed);
            for (int change = 0; change <= seed % 3; change++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.True(Read(bytes).Tensors.Values.Sum(tensor => tensor.Numbers.Length) <= 6, $"seed {seed}");
            }
            catch (WeightFormatException error)
            {
                Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(2, 3, "its shape is [2, 3]"), InlineData(long.MaxValue, 4, "its shape is"), InlineData(-2, -2, "-2")]
    public void Read_NumbersThatDoNotFillTheirShape_AreRefused(long first, long second, string part)
        => Assert.Contains(part, Assert.Throws<WeightFormatException>(() => Read(OnnxBytes.Model(
            OnnxBytes.Tensor("w", [first, second], [1, 2, 3, 4])))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SameNameTwice_IsRefused()
        => Assert.Contains("'w' is there twice", Assert.Throws<WeightFormatException>(() => Read(OnnxBytes.Model(
            OnnxBytes.Tensor("w", [1], [1]), OnnxBytes.Tensor("w", [1], [1])))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_FileWithoutGraph_IsNoOnnxFile()
        => Assert.Contains("no graph", Assert.Throws<WeightFormatException>(() => Read(OnnxBytes.Whole(1, 3)))
            .Message, StringComparison.Ordinal);

    private OnnxGraph Read(byte[] bytes)
    {
        File.WriteAllBytes(_folder["model.onnx"], bytes);
        return OnnxGraph.Read(_folder["model.onnx"]);
    }
}
