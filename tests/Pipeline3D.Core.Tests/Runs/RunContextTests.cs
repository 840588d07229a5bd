using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Runs;

public sealed class RunContextTests
{
    [Fact]
    public void AddFact_AgainUnderOneName_ReplacesIt_RemarksKeepTheirOrder()
    {
        using var folder = new TempFolder();
        var run = new RunContext { Folder = new RunFolder(folder.Path) };
        run.AddFact("seed", "1");
        run.AddFact("seed", "2");
        run.AddRemark("b");
        run.AddRemark("a");
        run.AddRemark("b");
        Assert.Equal("2", Assert.Single(run.Facts).Value);
        Assert.Equal(["b", "a", "b"], run.Remarks);
        Assert.Equal((0, 1, TimeProvider.System), (run.Seed, run.KernelThreads, run.Time));
    }

    [Fact]
    public void AddRemark_BeyondTheMostThatAreKept_IsDroppedButStillNotedWithItsItem()
    {
        using var folder = new TempFolder();
        var run = new RunContext { Folder = new RunFolder(folder.Path), MaxRemarks = 2 };
        var notes = new RunNotes();
        RunContext noted = run.NotedBy(notes);
        foreach (string remark in new[] { "a", "b", "c" })
            noted.AddRemark(remark);
        Assert.Equal(["a", "b"], run.Remarks);
        Assert.Equal(["a", "b", "c"], notes.Remarks);
    }
}
