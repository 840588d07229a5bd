using Pipeline3D.Core.Options;

namespace Pipeline3D.Core.Tests.Options;

public sealed class ProblemsTests
{
    [Fact]
    public void Require_SeveralRulesBroken_AllAreKeptInOrder()
    {
        var problems = new Problems();
        problems.Require(true, "Fine", 1, "must not appear");
        problems.Require(false, "Ratio", 1.5, "must be at most 1");
        problems.RequireRange(0, 1, 9, "Count");
        problems.RequireText("  ", "Root");
        problems.RequireText(null, "Name");
        Assert.Equal(
        [
            "Ratio is 1.5: it must be at most 1", "Count is 0: it must lie between 1 and 9",
            "Root is '  ': it must be given", "Name is nothing: it must be given",
        ], problems.Found.Select(problem => problem.ToString()));
    }

    [Theory, InlineData(1, true), InlineData(9, true), InlineData(0, false), InlineData(10, false)]
    public void RequireRange_Ends_BelongToTheRange(int value, bool holds)
    {
        var problems = new Problems();
        problems.RequireRange(value, 1, 9, "Count");
        Assert.Equal(holds, problems.Found.Count == 0);
    }

    [Fact]
    public void RequireRange_NotANumber_IsOutside()
    {
        var problems = new Problems();
        problems.RequireRange(double.NaN, 0, 1, "Share");
        Assert.Equal("Share", Assert.Single(problems.Found).Option);
    }
}
