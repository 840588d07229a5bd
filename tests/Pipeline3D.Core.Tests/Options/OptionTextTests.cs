using Pipeline3D.Core.Options;

namespace Pipeline3D.Core.Tests.Options;

public sealed class OptionTextTests
{
    [Flags]
    public enum Parts
    {
        None = 0,
        ViewLabels = 1,
        Points = 2,
        Both = 3,
        ViewMaps = 4,
    }

    [Theory]
    [InlineData("view-labels", Parts.ViewLabels)]
    [InlineData("both", Parts.Both)]
    [InlineData("view-labels+view-maps", Parts.ViewLabels | Parts.ViewMaps)]
    public void TryRead_WordsOfAnEnumerationOfParts_AreReadAsTheyAreWritten(string text, Parts parts)
    {
        Assert.Equal(text, OptionText.Write(parts));
        Assert.True(OptionText.TryRead(text, typeof(Parts), out object? read));
        Assert.Equal(parts, read);
    }

    [Fact]
    public void TryRead_SeveralWordsWithSpacesOrAWrongOne_AreReadOrRefused()
    {
        Assert.True(OptionText.TryRead("points + view-maps", typeof(Parts), out object? read));
        Assert.Equal(Parts.Points | Parts.ViewMaps, read);
        Assert.True(OptionText.TryRead(["points", "view-labels"], typeof(Parts), out read));
        Assert.Equal(Parts.Points | Parts.ViewLabels, read);
        Assert.False(OptionText.TryRead([], typeof(Parts), out _));
        Assert.False(OptionText.TryRead("points+maps", typeof(Parts), out _));
        Assert.False(OptionText.TryRead("points+", typeof(Parts), out _));
        Assert.False(OptionText.TryRead("monday+friday", typeof(DayOfWeek), out _));
        Assert.EndsWith("view-maps, or several with + between them", OptionText.KindOf(typeof(Parts)),
            StringComparison.Ordinal);
    }
}
