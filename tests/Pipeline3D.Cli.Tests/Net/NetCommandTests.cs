using Pipeline3D.Cli.Tests.Support;

namespace Pipeline3D.Cli.Tests.Net;

public sealed class NetCommandTests : CliTest
{
    [Fact]
    public async Task Net_OfAGroupThatIsNotBuilt_ListsItAsMissing()
    {
        Describe("""{"files": {"other_x.npy": {"kind": "output", "shape": [1]}}}""");
        CliResult result = await CliAsync("net", Folder["in"], "--out", Folder["out"], "--json");
        Assert.True(result.Exit == 3, result.All);
        Assert.Equal("""{"groups":{},"missing":["other"]}""", result.Output.Trim());
    }

    [Fact]
    public async Task Net_OfTheFormWithGroups_FindsThem()
    {
        Describe("""{"groups": {"one": {"inputs": {}, "outputs": {}}, "two": {"inputs": {}, "outputs": {}}}}""");
        CliResult result = await CliAsync("net", Folder["in"], "--out", Folder["out"], "--group", "two", "--json");
        Assert.True(result.Exit == 3, result.All);
        Assert.Equal("""{"groups":{},"missing":["two"]}""", result.Output.Trim());
    }

    [Theory]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{}", "neither 'files' nor 'groups'")]
    [InlineData("{\"files\": {\"clip_x.npy\": 3}}", "has no text 'kind'")]
    [InlineData("{\"files\": {\"clip_x.npy\": {\"kind\": \"odd\"}}}", "of kind 'odd'")]
    [InlineData("{\"files\": {\"x.npy\": {\"kind\": \"input\"}}}", "no group before")]
    [InlineData("{\"files\": {\"clip_/../x\": {\"kind\": \"input\"}}}", "no plain name")]
    [InlineData("{\"files\": {\"clip_x\": {\"kind\": \"input\", \"shape\": [-1]}}}", "no list of at most 8 sizes")]
    [InlineData("{\"groups\": {\"a\": {\"inputs\": {}}}}", "has no object 'outputs'")]
    [InlineData("{\"groups\": {\"a\": {\"inputs\": {\"k\": {\"file\": \"../k\"}}, \"outputs\": {}}}}", "no plain name")]
    [InlineData("{", "is no JSON")]
    public async Task Net_OfADescriptionThatIsNone_SaysWhy(string description, string words)
    {
        Describe(description);
        Assert.Contains(words, await WrongAsync("net", Folder["in"], "--out", Folder["out"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Net_WithoutWhatItNeeds_SaysWhat()
    {
        Directory.CreateDirectory(Folder["in"]);
        Assert.Contains("a folder and --out are needed", await WrongAsync("net", Folder["in"]),
            StringComparison.Ordinal);
        Assert.Contains("holds 0 descriptions", await WrongAsync("net", Folder["in"], "--out", Folder["out"]),
            StringComparison.Ordinal);
        Describe("""{"files": {"clip_x.npy": {"kind": "output"}}}""");
        Assert.Contains("has no group 'clap'; it has clip",
            await WrongAsync("net", Folder["in"], "--out", Folder["out"], "--group", "clap"), StringComparison.Ordinal);
        Assert.Contains("the folder that is read", await WrongAsync("net", Folder["in"], "--out", Folder["in"]),
            StringComparison.Ordinal);
        Assert.Matches("there is no group 'clap'; there are .*, clip, ", await WrongAsync("net", "--describe", "clap"));
    }

    [Fact]
    public async Task Net_Described_NamesTheFilesOfAGroup()
        => Assert.Contains("clip_image.npy", await OkAsync("net", "--describe", "clip"), StringComparison.Ordinal);

    private void Describe(string json)
    {
        Directory.CreateDirectory(Folder["in"]);
        File.WriteAllText(Folder["in/x_oracles.json"], json);
    }
}
