using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;

namespace Pipeline3D.Blocks.Tests.Filters;

public sealed class KeepFilterTests : BlockTest
{
    [Theory]
    [InlineData("bagel", "hole", "007", null)]
    [InlineData("tire", "hole", "007", "category")]
    [InlineData("bagel", "crack", "007", "defect")]
    [InlineData("bagel", "hole", "008", "name")]
    [InlineData("Bagel", "hole", "007", "category")]
    public async Task ReasonToDrop_Item_IsTheFirstRuleThatItBreaks(string category, string defect, string name,
        string? rule)
    {
        var filter = new KeepFilter(new KeepOptions { Categories = ["bagel", "potato"], Defects = ["good", "hole"],
            Names = ["007"] });
        Assert.Equal(rule, await filter.ReasonToDropAsync(TestScans.Ball(1),
            ContextOf(name, category, defect: defect)));
    }

    [Fact]
    public async Task ReasonToDrop_NoLists_EverythingPasses()
        => Assert.Null(await new KeepFilter(new KeepOptions()).ReasonToDropAsync(TestScans.Ball(1), ContextOf("x")));
}
