using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>Dead letters of a run that does not end: behind those of earlier starts, and counted when they go.</summary>
public sealed class FullDeadLettersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_MoreThanTheFileMayHold_KeepsTheNewestAndCountsTheRest()
    {
        string path = _folder["dead-letters.jsonl"];
        using var log = new DeadLetterLog(new RunFolder(_folder.Path), most: 10, maxBytes: 2000);
        for (int i = 0; i < 100; i++)
            Assert.Null(log.Add(Letter(i)));
        Assert.Null(log.Sort());

        int kept = DeadLetterLog.Read(path).Count + DeadLetterLog.Read(_folder["dead-letters-1.jsonl"]).Count;
        Assert.True(log.Dropped > 0);
        Assert.Equal(100, kept + log.Dropped);
        Assert.Equal("99", DeadLetterLog.Read(path)[^1].Item.Name);
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.True(new FileInfo(file).Length <= 2000, file));
    }

    [Fact]
    public void Add_AfterAnotherStart_GoesOnBehindItsWholeLines()
    {
        string path = _folder["dead-letters.jsonl"];
        using (var first = new DeadLetterLog(new RunFolder(_folder.Path), maxBytes: 100_000))
            first.Add(Letter(1));
        File.AppendAllText(path, "{\"item\":{\"da");
        using (var second = new DeadLetterLog(new RunFolder(_folder.Path), maxBytes: 100_000))
            second.Add(Letter(2));
        Assert.Equal(["1", "2"], DeadLetterLog.Read(path).Select(letter => letter.Item.Name));
    }

    private static DeadLetter Letter(int number) => new(new ItemId("live", "bagel", "", "", $"{number}"), number, "scans",
        RejectReason.BadFormat, "no header", "the body", "");
}
