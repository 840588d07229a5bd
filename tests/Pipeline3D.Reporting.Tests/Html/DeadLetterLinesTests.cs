using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Reporting.Tests.Html;

public sealed class DeadLetterLinesTests
{
    private static readonly ItemId Item = new("set", "a", "test", "good", "000");

    [Fact]
    public void Read_SeveralReasons_CountsTheMostFrequentFirst()
    {
        using SampleRun run = SampleRun.Whole();
        DeadLetterLines letters = DeadLetterLines.Read(run.Folder.DeadLetters);
        Assert.Equal(3, letters.Total);
        Assert.Equal([new ReasonCount("empty_cloud", 2), new ReasonCount("bad_format", 1)], letters.Reasons);
        Assert.Equal(["broken", "empty", "nothing"], letters.Letters.Select(letter => letter.Item.Name));
        Assert.Equal(("test", "broken.tiff", "at Reader"),
            (letters.Letters[0].Block, letters.Letters[0].Input, letters.Letters[0].Stack));
    }

    [Fact]
    public void Read_MoreThanThePageHolds_CountsAllAndKeepsTheFirst()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteDeadLetter(Item, "timeout", "too long");
        string line = File.ReadAllText(run.Folder.DeadLetters);
        File.WriteAllText(run.Folder.DeadLetters, string.Concat(Enumerable.Repeat(line, DeadLetterLines.Max + 5)));
        DeadLetterLines letters = DeadLetterLines.Read(run.Folder.DeadLetters);
        Assert.Equal((DeadLetterLines.Max + 5, DeadLetterLines.Max), (letters.Total, letters.Letters.Length));
    }

    [Fact]
    public void Read_DamagedLine_NamesIt()
    {
        using SampleRun run = SampleRun.Empty();
        run.WriteDeadLetter(Item, "timeout", "too long");
        File.AppendAllText(run.Folder.DeadLetters, "{ \"item\"");
        Assert.StartsWith($"{run.Folder.DeadLetters}:2:", Assert.Throws<JsonException>(() =>
            DeadLetterLines.Read(run.Folder.DeadLetters)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_None()
    {
        using SampleRun run = SampleRun.Empty();
        Assert.Equal(0, DeadLetterLines.Read(run.Folder.DeadLetters).Total);
    }
}
