namespace Pipeline3D.Weights.Tests;

public sealed class TorchZipWriterTests
{
    [Fact]
    public void Write_ThreeTypes_AreReadBackUnderTheirNames()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pth");
        try
        {
            File.WriteAllBytes(path, Bytes());
            using WeightFile file = WeightFile.Open(path);
            Assert.Equal(["learner.a", "learner.b", "learner.c", "learner.d"], file.Entries.Select(entry => entry.Name));
            Assert.Equal([WeightType.Float32, WeightType.Int32, WeightType.Int64, WeightType.Float32],
                file.Entries.Select(entry => entry.Type));
            Assert.Equal([2, 1, 3], file.Entries[0].Shape);
            Assert.Equal([1, -2, 3.5f, float.MaxValue, 0, -0f], file.ReadFloats("learner.a"));
            Assert.Equal([7, 8], file.ReadFloats("learner.b"));
            Assert.Equal([9], file.ReadFloats("learner.c"));
            Assert.Empty(file.ReadFloats("learner.d"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(Bytes(), Bytes());

    [Fact]
    public void Write_NumbersThatDoNotFill_Throws()
    {
        Assert.Contains("3 numbers do not fill 'a' [2, 2]", Assert.Throws<ArgumentException>(() =>
            TorchZipWriter.Write(new MemoryStream(), "x", [("a", [2, 2], new float[3])])).Message);
        Assert.Contains("System.Double are not written", Assert.Throws<ArgumentException>(() =>
            TorchZipWriter.Write(new MemoryStream(), "x", [("a", [1], new double[1])])).Message);
    }

    private static byte[] Bytes()
    {
        var stream = new MemoryStream();
        TorchZipWriter.Write(stream, "learner",
        [
            ("a", [2, 1, 3], new float[] { 1, -2, 3.5f, float.MaxValue, 0, -0f }), ("b", [2], new[] { 7, 8 }),
            ("c", [], new long[] { 9 }), ("d", [0, 4], Array.Empty<float>()),
        ]);
        return stream.ToArray();
    }
}
