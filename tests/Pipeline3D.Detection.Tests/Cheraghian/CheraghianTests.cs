using Pipeline3D.Detection.Cheraghian;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using TorchSharp;

namespace Pipeline3D.Detection.Tests.Cheraghian;

public sealed class CheraghianTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfWord2VecsText_GivesMeansOfNamesAndOfDamagedOnes()
    {
        WordVectors vectors = Read("3 2\ncable 1 2\nGland 3 4\ndamaged -1 1e0\n");
        Assert.Equal(2, vectors.Length);
        Assert.Equal([2, 3], vectors.Of("cable gland"));
        Assert.Equal([0.5f, 2], vectors.Of("Cable Gland", isDamaged: true));
        Assert.Contains("there is no vector of the word 'foam' of 'cable foam'", Assert.Throws<ArgumentException>(() =>
            vectors.Of("cable foam")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a 1 2\nb 1\n", ":2: 1 numbers after 'b', the words before have 2")]
    [InlineData("a 1 x\n", ":1: 'x', number 2 of 'a', is no number")]
    [InlineData("a 1 NaN\n", ":1: 'NaN', number 2 of 'a', is no number")]
    [InlineData("a 1 2\n\nA 3 4\n", ":3: the word 'A' comes a second time")]
    [InlineData("a 1\nb\n", ":2: a word and its numbers are needed")]
    [InlineData("", ": it has no word")]
    public void Read_OfWhatIsNoSuchFile_SaysWhere(string text, string sentence)
        => Assert.Contains(sentence, Assert.ThrowsAny<IOException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_WithoutAFile_SaysWhatToExport()
        => Assert.Contains("export 'damaged' and the words", Assert.Throws<FileNotFoundException>(() =>
            WordVectors.Read("")).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_WhileItLearns_NormalisesTheRowsAndKeepsRunningNumbersForLater()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);
        TorchRuntime.Require();
        using DisposeScope scope = torch.NewDisposeScope();
        var layers = new LearntLayers([2, 3]);
        var random = new SplitMix64(1, 0);
        float[] weights = layers.Start(ref random);
        float[] rows = [.. Enumerable.Range(0, 20).Select(i => MathF.Sin(3 * i) + (i % 2))];
        FlatTensors tensors = layers.Layout.Open(weights, learns: true);
        float[] found = Tensors.ToFloats(layers.Run(tensors, Tensors.From(rows, 10, 2)));
        for (int column = 0; column < 3; column++)
        {
            double[] linear = [.. Enumerable.Range(0, 10).Select(row => ((double)weights[2 * column] * rows[2 * row])
                + (weights[(2 * column) + 1] * rows[(2 * row) + 1]))];
            double mean = linear.Average(), variance = linear.Average(value => (value - mean) * (value - mean));
            for (int row = 0; row < 10; row++)
                Assert.Equal(Math.Max(0, (linear[row] - mean) / Math.Sqrt(variance + 1e-5)), found[(3 * row) + column],
                    1e-4);
            tensors.KeepRunning(weights);
            // Mean and variance are the last two of the six parts: a tenth of the batch's, nine of what was there.
            Assert.Equal(0.1 * mean, weights[6 + 9 + column], 1e-5);
            Assert.Equal(0.9 + (0.1 * variance * 10 / 9), weights[6 + 12 + column], 1e-5);
        }
    }

    private WordVectors Read(string text)
    {
        File.WriteAllText(_folder["words.txt"], text);
        return WordVectors.Read(_folder["words.txt"]);
    }
}
