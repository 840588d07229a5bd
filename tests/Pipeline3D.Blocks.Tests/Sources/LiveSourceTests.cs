using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Tests.Sources;

/// <summary>What a sender over HTTP or of the watched folder is told of the category of a scan.</summary>
public sealed class LiveSourceTests : BlockTest
{
    [Theory]
    [InlineData("", "it came without a category; name it by ?category=, by a subfolder of the watched folder, or by "
        + "the option category; there are models for bagel, potato")]
    [InlineData("rope", "there is no model for the category 'rope'; there are models for bagel, potato")]
    public async Task Load_CategoryThatNoModelIsOf_SaysHowToNameItAndWhichThereAre(string category, string expected)
    {
        var live = new OneArrival(new ItemId("live", category, "", "", "a"), Folder["a.xyz"]);
        RunContext run = new() { Folder = NewRun().Folder, Live = live };
        var source = new LiveSource(new LiveOptions());
        await source.StartAsync(run, TestContext.Current.CancellationToken);
        await foreach (SourceEntry<Scan> entry in source.ListAsync(run, TestContext.Current.CancellationToken))
        {
            var rejected = await Assert.ThrowsAsync<ItemRejectedException>(async () => await entry.LoadAsync(
                new BlockContext(entry.Id, 0, run, TestContext.Current.CancellationToken)));
            Assert.Equal((RejectReason.NoModel, expected), (rejected.Reason, rejected.Detail));
        }
        Assert.Equal(1, live.Given);
    }

    private sealed class OneArrival(ItemId id, string file) : ILiveRun
    {
        public int Given { get; private set; }

        public IReadOnlyList<string> Categories => ["bagel", "potato"];

        public async IAsyncEnumerable<Arrival> ArriveAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
        {
            Given++;
            yield return new Arrival(id, "a.xyz", file);
            await Task.CompletedTask;
        }

        public MapFormat MapWanted(ItemId item) => MapFormat.None;

        public void Report(ScanReport report) => Assert.Fail("nothing was scored");

        public void Serve(ServedModel model) => Assert.Fail("no model was loaded");
    }
}
