using Pipeline3D.Core;
using Pipeline3D.Engine;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Running;

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
            Assert.Contains("another process", Assert.Throws<UsageException>(() => RunFolders.Choose("x",
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
        Assert.Contains("--overwrite", Assert.Throws<UsageException>(() => RunFolders.Choose("x", _folder["run"],
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
            Assert.Throws<UsageException>(() => RunFolders.Choose("x", _folder["mine"], overwrite: true)).Message,
            StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["mine/thesis.tex"]));
        Assert.Contains("is a file", Assert.Throws<UsageException>(() => RunFolders.Choose("x",
            _folder["mine/thesis.tex"], overwrite: true)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(42, 100L, 1, 10.0, "42/100 items  42%  4.2/s  ETA 0:13  1 dead")]
    [InlineData(0, 100L, 0, 0.0, "0/100 items  0%  0.0/s  ETA ?  0 dead")]
    [InlineData(7, null, 0, 2.0, "7 items  3.5/s  ETA ?  0 dead")]
    [InlineData(0, 0L, 0, 1.0, "0/0 items  100%  0.0/s  ETA ?  0 dead")]
    [InlineData(1, 3601L, 2, 1.0, "1/3601 items  0%  1.0/s  ETA 60:00  2 dead")]
    public void Format_Progress_IsOneShortLine(long ended, long? total, long dead, double seconds, string expected)
        => Assert.Equal(expected, ProgressLine.Format(new RunProgress(ended, total, dead, 0, 0,
            TimeSpan.FromSeconds(seconds))));

    private static void Fill(string folder, string file)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file), "{}");
    }
}
