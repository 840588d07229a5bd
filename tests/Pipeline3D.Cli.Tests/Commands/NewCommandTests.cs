using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class NewCommandTests : CliTest
{
    [Theory]
    [InlineData("transform", "FarPointsBlock", "own.far-points")]
    [InlineData("filter", "FarPointsFilter", "own.far-points")]
    [InlineData("sink", "FarPointsSink", "own.far-points")]
    [InlineData("source", "FarPointsSource", "own.far-points")]
    public async Task New_EveryKind_FillsAllPlaces(string kind, string type, string address)
    {
        string listed = await OkAsync("new", "block", "far-points", "--kind", kind, "--out", Folder["new"]);
        string[] files = Directory.GetFiles(Folder["new"], "*", SearchOption.AllDirectories);
        Assert.Equal(7, files.Length);
        Assert.All(files, file => Assert.Contains(file, listed, StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain('@', File.ReadAllText(file)));
        string block = File.ReadAllText(Path.Combine(Folder["new"], "FarPointsPlugin", $"{type}.cs"));
        Assert.Contains($"[Block(\"{address}\"", block, StringComparison.Ordinal);
        Assert.Contains($"class {type}({type}Options options)", block, StringComparison.Ordinal);
        Assert.Contains($"use: {address}", File.ReadAllText(Path.Combine(Folder["new"], "far-points.yaml")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_NameWithRoomAndSuffix_KeepsBoth()
    {
        await OkAsync("new", "block", "acme.far-filter", "--kind", "filter", "--out", Folder["new"]);
        Assert.Contains("[Block(\"acme.far-filter\"", File.ReadAllText(Path.Combine(Folder["new"], "FarFilterPlugin",
            "FarFilter.cs")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DropFar"), InlineData("drop_far"), InlineData("1-far"), InlineData("far-"), InlineData("a.b.c"),
        InlineData("../far"), InlineData(""), InlineData("far.points\n"), InlineData("drop--far")]
    public async Task New_BadName_IsRefused(string name)
    {
        CliResult result = await CliAsync("new", "block", name, "--out", Folder["new"]);
        Assert.Equal(2, result.Exit);
        Assert.Contains("small letters", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["new"]));
    }

    [Fact]
    public async Task New_Method_FillsAllPlaces()
    {
        string listed = await OkAsync("new", "method", "height-spread", "--out", Folder["new"]);
        string[] files = Directory.GetFiles(Folder["new"], "*", SearchOption.AllDirectories);
        Assert.Equal(9, files.Length);
        Assert.All(files, file => Assert.Contains(file, listed, StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotMatch("@[A-Z]|MeanDepth|SampleMethod|sample-", File.ReadAllText(file)));
        string method = File.ReadAllText(Path.Combine(Folder["new"], "HeightSpreadPlugin", "HeightSpread.cs"));
        Assert.Contains("[Method(\"height-spread\"", method, StringComparison.Ordinal);
        Assert.Contains("namespace HeightSpreadPlugin;", method, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme.depth", "small letters"), InlineData("Depth", "small letters"),
        InlineData("3d", "small letters"), InlineData("btf-raw", "there is a method 'btf-raw' already")]
    public async Task New_MethodOfABadOrTakenName_IsRefused(string name, string said)
    {
        Assert.Contains(said, await WrongAsync("new", "method", name, "--out", Folder["new"]),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["new"]));
    }

    [Fact]
    public async Task New_RoomOfTheProgramOrUnknownKind_IsRefused()
    {
        Assert.Contains("own.far", await WrongAsync("new", "block", "filter.far", "--out", Folder["new"]),
            StringComparison.Ordinal);
        Assert.Contains("'map'", await WrongAsync("new", "block", "far", "--kind", "map", "--out", Folder["new"]),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["new"]));
    }

    [Fact]
    public async Task New_FolderThatHoldsSomething_IsRefusedAndUntouched()
    {
        File.WriteAllText(Folder["mine.txt"], "mine");
        Assert.Contains("not empty", await WrongAsync("new", "block", "far", "--out", Folder.Path),
            StringComparison.Ordinal);
        Assert.Contains("not empty", await WrongAsync("new", "block", "far", "--out", Folder["mine.txt"]),
            StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(Folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task New_PackagesOfTheTests_AreThoseOfThisRepository()
    {
        await OkAsync("new", "block", "far", "--out", Folder["new"]);
        string ours = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "Directory.Packages.props"));
        string[] packages = [.. File.ReadLines(Path.Combine(Folder["new"], "FarPlugin.Tests", "FarPlugin.Tests.csproj"))
            .Where(line => line.Contains("<PackageReference", StringComparison.Ordinal))
            .Select(line => line.Trim()["<PackageReference ".Length..].Split(" PrivateAssets")[0]
                .TrimEnd('/', '>', ' '))];
        Assert.Equal(3, packages.Length);
        Assert.All(packages, package => Assert.Contains($"<PackageVersion {package} ", ours, StringComparison.Ordinal));
    }
}
