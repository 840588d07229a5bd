using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Tests.Support;

namespace Pipeline3D.Ingestion.Tests.Watching;

/// <summary>The category of a file in the watched folder.</summary>
public sealed class WatchedCategoryTests
{
    [Theory]
    [InlineData("a.xyz", "", "bagel", "bagel"), InlineData("a.xyz", "", "bagel potato", "")]
    [InlineData("a.xyz", "rope", "bagel potato", "rope"), InlineData("potato/a.xyz", "rope", "bagel", "potato")]
    public async Task Look_FileAtSomePlace_IsOfItsFolderOrTheOptionOrTheOnlyModel(string file, string option,
        string models, string expected)
    {
        await using var line = new WatchedLine(category: option, ready: made =>
        {
            foreach (string model in models.Split(' '))
                made.Intake.Serve(new ServedModel(model) { IsLoaded = true });
        });
        var seen = new List<string>();
        line.Reading = arrival => seen.Add(arrival.Id.Category);
        line.Put(file, "1 2 3");
        await line.SettleAsync();
        Assert.Equal([expected], seen);
    }
}
