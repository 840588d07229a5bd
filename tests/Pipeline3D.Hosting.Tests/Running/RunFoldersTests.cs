using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Hosting.Running;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Hosting.Tests.Running;

public sealed class RunFoldersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Choose_NothingAsked_IsTheNextFreeName()
    {
        string run = _folder["demo"];
        Assert.Equal(run, RunFolders.Choose(run, null, overwrite: false));
        Fill(run, "manifest.json");
        Fill(run + "-2", "anything");
        Directory.CreateDirectory(run + "-3");
        Assert.Equal(run + "-3", RunFolders.Choose(run, null, overwrite: true));
        Assert.True(File.Exists(Path.Combine(run, "manifest.json")));
    }

    [Fact]
    public void Choose_NothingAskedAndTheLastRunIsUnfinished_IsThatRun()
    {
        string run = _folder["demo"];
        Fill(run, "manifest.json");
        Fill(run + "-2", "manifest.json");
        Assert.Equal(run + "-2", RunFolders.Choose(run, null, overwrite: false, folder => folder == run + "-2"));
        Assert.Equal(run + "-3", RunFolders.Choose(run, null, overwrite: false, folder => folder == run));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Choose_RunThatWasKilledBeforeItsJournalBegan_IsBegunAnew(bool asked)
    {
        string run = _folder["run"];
        Fill(Path.Combine(run, "journal"), "lock");
        Assert.Equal(run, RunFolders.Choose(run, asked ? run : null, overwrite: false));
        using (new FileStream(Path.Combine(run, "journal/lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal(run + "-2", RunFolders.Choose(run, null, overwrite: false));
        Fill(run, "verdicts.jsonl");
        Assert.Equal(run + "-2", RunFolders.Choose(run, null, overwrite: false));
    }

    [Fact]
    public void Choose_FolderWithAJournal_IsResumedUnlessItIsToBeReplaced()
    {
        using (new SqliteJournal(new RunFolder(_folder["run"])))
            Assert.Contains("another process", Assert.Throws<RunException>(() => RunFolders.Choose("x",
                _folder["run"], overwrite: true)).Message, StringComparison.Ordinal);
        Assert.Equal(_folder["run"], RunFolders.Choose("x", _folder["run"], overwrite: false));
        Assert.True(SqliteJournal.Exists(new RunFolder(_folder["run"])));
        Assert.Equal(_folder["run"], RunFolders.Choose("x", _folder["run"], overwrite: true));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void Choose_FolderWithARun_IsReplacedOnlyWhenToldTo()
    {
        Fill(_folder["run"], "manifest.json");
        Assert.Contains("--overwrite", Assert.Throws<RunException>(() => RunFolders.Choose("x", _folder["run"],
            overwrite: false)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["run/manifest.json"]));
        Assert.Equal(_folder["run"], RunFolders.Choose("x", _folder["run"], overwrite: true));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void Choose_FolderWithOtherThingsOrAFile_IsNeverTouched()
    {
        Fill(_folder["mine"], "thesis.tex");
        Assert.Contains("holds thesis.tex, which is no part of a run",
            Assert.Throws<RunException>(() => RunFolders.Choose("x", _folder["mine"], overwrite: true)).Message,
            StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["mine/thesis.tex"]));
        Assert.Contains("is a file", Assert.Throws<RunException>(() => RunFolders.Choose("x",
            _folder["mine/thesis.tex"], overwrite: true)).Message, StringComparison.Ordinal);
    }

    private static void Fill(string folder, string file)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file), "{}");
    }
}
