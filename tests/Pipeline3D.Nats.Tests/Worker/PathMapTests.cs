using Pipeline3D.Nats.Worker;

namespace Pipeline3D.Nats.Tests.Worker;

/// <summary>Where folders of another machine lie here, and which of them work may touch.</summary>
public sealed class PathMapTests
{
    [Theory]
    [InlineData("/data/bagel/x.tiff", "/mnt/data/bagel/x.tiff")]
    [InlineData("/data", "/mnt/data")]
    [InlineData("/data/deep/x", "/fast/x")]
    [InlineData("/database/x", "/database/x")]
    [InlineData("/other/x", "/other/x")]
    public void Here_TheLongestFolderThatFits_IsReplaced(string there, string here)
        => Assert.Equal(here, PathMap.Parse(["/data=/mnt/data", "/data/deep=/fast"], []).Here(there));

    [Theory]
    [InlineData("/mnt/data/x", true)]
    [InlineData("/mnt/data", true)]
    [InlineData("/runs/a", true)]
    [InlineData("/mnt/data/../etc/passwd", false)]
    [InlineData("/mnt/database", false)]
    [InlineData("/etc/passwd", false)]
    public void IsAllowed_WithRoots_IsWhatLiesBelowThem(string path, bool allowed)
        => Assert.Equal(allowed, PathMap.Parse(["/data=/mnt/data"], ["/runs"]).IsAllowed(path));

    [Fact]
    public void IsAllowed_WithoutRoots_IsEverything() => Assert.True(PathMap.Same.IsAllowed("/etc/passwd"));

    [Theory]
    [InlineData("/data")]
    [InlineData("=x")]
    [InlineData("data=/mnt")]
    [InlineData("/a=/b=/c")]
    public void Parse_NoPair_SaysWhatToWrite(string pair)
        => Assert.Contains("FROM=TO", Assert.Throws<FormatException>(() => PathMap.Parse([pair], [])).Message,
            StringComparison.Ordinal);
}
