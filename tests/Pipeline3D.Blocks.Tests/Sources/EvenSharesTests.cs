using Pipeline3D.Blocks.Sources;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Tests.Sources;

public sealed class EvenSharesTests
{
    [Theory]
    [InlineData(1, "good/0")]
    [InlineData(2, "combined/0 good/0")]
    [InlineData(3, "combined/0 crack/0 good/0")]
    [InlineData(5, "combined/0 combined/1 crack/0 good/0 good/1")]
    [InlineData(8, "combined/0 combined/1 combined/2 combined/3 crack/0 good/0 good/1 good/2")]
    [InlineData(100, "combined/0 combined/1 combined/2 combined/3 combined/4 combined/5 crack/0 good/0 good/1 good/2")]
    public void Of_DefectsAndGood_TakesOneOfEachInTurn(int limit, string expected)
    {
        (string Defect, int Count)[] there = [("combined", 6), ("crack", 1), ("good", 3)];
        SourceEntry<Scan>[] entries = [.. from category in new[] { "a", "b" }
                                          from defect in there
                                          from n in Enumerable.Range(0, defect.Count)
                                          select new SourceEntry<Scan>(new ItemId("d", category, "test", defect.Defect,
                                              $"{n}"), "", 0, _ => throw new InvalidOperationException())];
        SourceEntry<Scan>[] taken = [.. EvenShares.Of(entries, limit)];
        foreach (string category in new[] { "a", "b" })
            Assert.Equal(expected, string.Join(' ', taken.Where(entry => entry.Id.Category == category)
                .Select(entry => $"{entry.Id.Defect}/{entry.Id.Name}")));
        Assert.Equal(entries.Where(taken.Contains), taken);
    }
}
