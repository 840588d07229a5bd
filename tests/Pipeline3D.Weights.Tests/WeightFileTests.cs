using Pipeline3D.TestSupport;

namespace Pipeline3D.Weights.Tests;

/// <summary>Real files that others wrote with torch and numpy.</summary>
public sealed class WeightFileTests
{
    private static bool IsWeight(WeightEntry entry) => !entry.Name.StartsWith("optimizer", StringComparison.Ordinal);

    [Theory]
    [InlineData("3dst_teacher_test_pretrain1.pt", 46, 88000, "teacher.residual_blocks.0.initial_mlp.fc.weight")]
    [InlineData("3dst_student_test_student1.pt", 40, 38400, "student.residual_blocks.0.initial_mlp.fc.weight")]
    public void Open_TorchZip_HasTheTensorsThatItsReadmeNames(string name, int tensors, int numbers, string first)
    {
        using WeightFile file = WeightFile.Open(SharedFiles.Data($"weights/{name}"));
        WeightEntry[] weights = [.. file.Entries.Where(IsWeight)];
        Assert.Equal(tensors, weights.Length);
        Assert.Equal(numbers, weights.Sum(entry => entry.Count));
        Assert.Equal(first, weights[0].Name);
        Assert.Equal([16, 64], weights[0].Shape);
        // The optimizer's moments are tensors of the file as well.
        Assert.Contains(file.Entries, entry => entry.Name == "optimizer.state.0.exp_avg");
    }

    [Fact]
    public void ReadFloats_OfTheSameWeightsAsZipAndNpz_AreBitEqual()
    {
        using WeightFile zip = WeightFile.Open(SharedFiles.Data("weights/3dst_teacher_test_pretrain1.pt"));
        using WeightFile npz = WeightFile.Open(SharedFiles.Data("weights/3dst_teacher_test_pretrain1.npz"));
        Assert.Equal(46, npz.Entries.Count);
        Assert.Equal([192], npz["decoder.fc3.bias"].Shape);
        foreach (WeightEntry entry in npz.Entries)
        {
            Assert.Equal(entry.Shape, zip[entry.Name].Shape);
            Assert.Equal(npz.ReadFloats(entry.Name), zip.ReadFloats(entry.Name));
        }
    }

    [Fact]
    public void Open_AnotherKindOfFile_SaysWhatIsRead()
    {
        string path = SharedFiles.Data("weights/student1_mu.npy");
        Assert.Contains("safetensors", Assert.Throws<WeightFormatException>(() => WeightFile.Open(path)).Message,
            StringComparison.Ordinal);
    }
}
