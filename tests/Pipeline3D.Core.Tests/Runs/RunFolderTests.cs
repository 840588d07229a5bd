using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void InItem_PlainNames_AreTheFilesOwn()
    {
        var run = new RunFolder(_folder["run"]);
        string path = run.InItem("maps", new ItemId("mvtec3d", "cable_gland", "test", "hole", "007"), ".tiff");
        Assert.Equal(Path.Combine(run.Path, "maps", "cable_gland", "test", "hole", "007.tiff"), path);
        Assert.True(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Theory, InlineData(".."), InlineData("../../etc/passwd"), InlineData("/etc/passwd"), InlineData("a//b"),
        InlineData("."), InlineData("..."),
        InlineData(".hidden"), InlineData("..\\..\\x"), InlineData("C:\\x"), InlineData("a\0b"), InlineData("a\nb"),
            InlineData(" "),
        InlineData("\ud83d\ude00"), InlineData("x:y?z*"), InlineData("CON|<>")]
    public void InItem_HostileName_StaysInItsRoomAndCanBeWritten(string name)
        => AssertHarmless(new RunFolder(_folder["run"]), name);

    [Theory, InlineData(81, 'a'), InlineData(300, 'a'), InlineData(100_000, 'x'),
        InlineData(80, '\u4e2d'), InlineData(300, '\u00e4')]
    public void InItem_VeryLongName_CanBeWritten(int length, char letter)
        => AssertHarmless(new RunFolder(_folder["run"]), new string(letter, length));

    [Theory]
    [InlineData("RUN/models/bagel.safetensors, byte 7", "models/bagel.safetensors, byte 7")]
    [InlineData("look at 'RUN/spool/a' and (RUN/spool/b)", "look at 'spool/a' and (spool/b)")]
    [InlineData("RUN-2/models", "RUN-2/models"), InlineData("/other/RUN/models", "/other/RUN/models")]
    [InlineData("RUN", "RUN"), InlineData("nothing of it", "nothing of it"), InlineData("", "")]
    public void Relative_PathsInATextThatLieInTheFolder_AreRelativeToIt(string text, string expected)
    {
        string path = _folder["run"];
        var run = new RunFolder(path);
        Assert.Equal(expected.Replace("RUN", path, StringComparison.Ordinal),
            run.Relative(text.Replace("RUN", path, StringComparison.Ordinal)));
    }

    [Fact]
    public void Relative_FolderThatWasGivenRelatively_IsTakenOffInBothForms()
    {
        var run = new RunFolder("out/demo");
        Assert.Equal("maps/a and maps/b", run.Relative($"out/demo/maps/a and {Path.GetFullPath("out/demo")}/maps/b"));
        Assert.Equal("about/demo and checkout/demo/maps", run.Relative("about/demo and checkout/demo/maps"));
    }

    [Fact]
    public void InItem_AnyNames_StayInTheirRoomAndShareNoFile()
    {
        var run = new RunFolder(_folder["run"]);
        Gen<string> name = Gen.Choose(1, 6).SelectMany(length
            => Gen.Elements('a', 'B', '.', ' ', '_', '~', ':', '?', '\\', '\0', '\u00e9', '#').ArrayOf(length))
                .Select(letters => new string(letters));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(name.Two().ToArbitrary(), pair =>
        {
            string first = FileOf(run, pair.Item1), second = FileOf(run, pair.Item2);
            return IsInside(run, first) && (first == second) == (pair.Item1 == pair.Item2);
        }));
    }

    [Fact]
    public void InRoom_NameWithSlashes_IsOneFileDirectlyInTheRoom()
    {
        var run = new RunFolder(_folder["run"]);
        string first = run.InRoom("models", "a/b", ".p3dm"), second = run.InRoom("models", "c/b", ".p3dm");
        Assert.NotEqual(first, second);
        Assert.All([first, second], path => Assert.Equal(run.Models, Path.GetDirectoryName(path)));
        Assert.Equal(Path.Combine(run.Models, "bagel.p3dm"), run.InRoom("models", "bagel", ".p3dm"));
    }

    private static string FileOf(RunFolder run, string name) => run.InItem("maps", new ItemId("d", name, "test", "",
        name), ".tiff");

    private static bool IsInside(RunFolder run, string path)
        => Path.GetFullPath(path).StartsWith(Path.Combine(run.Path, "maps") + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);

    private static void AssertHarmless(RunFolder run, string name)
    {
        string path = FileOf(run, name);
        Assert.True(IsInside(run, path), path);
        File.WriteAllText(path, "x");
        AtomicFile.WriteText(path, "y");
        Assert.Equal("y", File.ReadAllText(path));
        Assert.Equal(path, FileOf(run, name));
    }
}
