namespace Pipeline3D.Weights.Tests;

public sealed class WeightPlacesTests
{
    [Theory]
    [InlineData(null, "home/.cache/pipeline3d/weights"), InlineData("", "home/.cache/pipeline3d/weights")]
    [InlineData("own", "own home/.cache/pipeline3d/weights")]
    public void FoldersOf_Variable_ItsFolderFirst(string? variable, string folders)
        => Assert.Equal(folders.Split(' '), WeightPlaces.FoldersOf(variable, "home"));

    [Fact]
    public void Find_NameThatIsNowhere_Null()
        => Assert.Null(WeightPlaces.Find(["no-such-file-of-weights-7b1.safetensors"]));
}
