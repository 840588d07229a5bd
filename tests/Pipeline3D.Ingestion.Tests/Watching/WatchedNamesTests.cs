using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Ingestion.Tests.Support;

namespace Pipeline3D.Ingestion.Tests.Watching;

/// <summary>Names that hardly fit, and entries that are no files: answered or left alone, and told once.</summary>
public sealed class WatchedNamesTests
{
    [Theory]
    [InlineData("z", 251), InlineData("z", 239), InlineData("z", 238), InlineData("\u4e2d", 67)]
    [InlineData("\u4e2d", 83), InlineData("\U0001F600", 62), InlineData("e\u0301", 83)]
    public async Task Name_AsLongAsAFileSystemTakes_IsAnsweredOnceUnderAShorterOne(string letter, int times)
    {
        string name = string.Concat(Enumerable.Repeat(letter, times)) + ".ply";
        await using var line = new WatchedLine();
        // Twice the same name: neither replaces the other.
        foreach (string text in (string[])["first", "second"])
        {
            line.Put(name, text);
            await line.SettleAsync();
        }

        Assert.Equal(["first", "second"], line.Scored);
        Assert.Equal(["first", "second"], line.Done.Select(File.ReadAllText).Order());
        Assert.All(line.Done, path =>
        {
            Assert.True(File.Exists($"{path}.verdict.json"));
            Assert.EndsWith(".ply", path, StringComparison.Ordinal);
            Assert.True(Path.GetFileName(path).IsNormalized(), path);
        });
        Assert.Null(line.Trouble);
        Assert.Empty(line.Log.Warnings);
    }

    [Fact]
    public void Name_OfAnyLetters_IsAnsweredOnce() => Prop.ForAll(
        Gen.Elements("a", " ", "%", "'", "\n", "~", "\u00e9", "e\u0301", "\u0928\u093f", "\u6f22", "\U0001F9EA",
            "\uD83D\uDE00")
            .ArrayOf().Select(letters => string.Concat(letters)).ToArbitrary(), letters =>
    {
        string stem = "n" + letters;
        while (Encoding.UTF8.GetByteCount(stem) > 251)
            stem = stem[..^1];
        CheckAsync(stem).GetAwaiter().GetResult();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    private static async Task CheckAsync(string stem)
    {
        await using var line = new WatchedLine();
        line.Put($"{stem}.ply", "x");
        await line.SettleAsync();
        Assert.Equal(["x"], line.Scored);
        Assert.Single(line.Done);
    }

    [Fact]
    public async Task Name_ThatIsNotUtf8_IsToldOnceAndLeftAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names are bytes on Linux");
        await using var line = new WatchedLine();
        await ShellAsync($"cd '{line.Root}' && printf x > $'sc\\xe9an.ply' && "
            + $"mkdir $'f\\xff' && printf x > $'f\\xff/a.ply'");
        line.Put("good.ply", "good");
        await line.SettleAsync();

        Assert.Equal(["good"], line.Scored);
        Assert.Equal(2, line.Log.Warnings.Length);
        Assert.All(line.Log.Warnings, text => Assert.Contains("not UTF-8", text, StringComparison.Ordinal));
        Assert.Null(line.Trouble);
        // The runtime cannot remove what it cannot name.
        await ShellAsync($"rm -rf '{line.Root}'/*");
    }

    [Fact]
    public async Task LinksPipesSocketsAndDevices_AreLeftAloneAndToldOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes are told on Linux");
        await using var line = new WatchedLine();
        string precious = Directory.CreateDirectory(line.Beside("precious")).FullName;
        File.WriteAllText(Path.Combine(precious, "only.ply"), "only copy");
        Directory.CreateSymbolicLink(line["bagel2"], precious);
        File.CreateSymbolicLink(line["to-file.ply"], Path.Combine(precious, "only.ply"));
        File.CreateSymbolicLink(line["to-nothing.ply"], line["nowhere.ply"]);
        File.CreateSymbolicLink(line["to-zero.ply"], "/dev/zero");
        Directory.CreateDirectory(line["cup"]);
        await ShellAsync($"mkfifo '{line["x.pcd"]}' '{line["cup/y.ply"]}'");
        Directory.CreateSymbolicLink(line["cup/deeper.ply"], precious);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(line["s.ply"]));
        line.Put("good.ply", "good");
        await line.SettleAsync();

        Assert.Equal(["good"], line.Scored);
        Assert.Equal("only copy", File.ReadAllText(Path.Combine(precious, "only.ply")));
        Assert.Equal(8, line.Log.Warnings.Length);
        Assert.All(line.Log.Warnings, text => Assert.Contains("is left alone: it is a ", text,
            StringComparison.Ordinal));
        Assert.Null(line.Trouble);
    }

    [Fact]
    public async Task File_ThatBecomesALinkWhileItSettles_IsLeftAlone()
    {
        await using var line = new WatchedLine();
        File.WriteAllText(line.Beside("precious.ply"), "precious");
        line.Put("a.ply", "a");
        await line.LookAsync(2);
        File.Delete(line["a.ply"]);
        File.CreateSymbolicLink(line["a.ply"], line.Beside("precious.ply"));
        await line.SettleAsync();

        Assert.Empty(line.Scored);
        Assert.Equal("precious", File.ReadAllText(line.Beside("precious.ply")));
    }

    private static async Task ShellAsync(string command)
    {
        using Process shell = Process.Start("bash", ["-c", command]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }
}
