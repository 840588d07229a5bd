using System.Net;
using System.Text.Json;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>Accepted scans on disk, until they are answered.</summary>
public sealed class SpoolTests : ServiceTest
{
    [Fact]
    public async Task Post_SpoolThatCannotBeWritten_Is507AndGivesThePlaceBack()
    {
        Leave("left");
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { MaxWaiting = 2 });
        // It is there once the service has read its spool; it keeps one place.
        Arrival left = (await door.ArrivalAsync())!;
        Directory.Delete(Folder["spool"], recursive: true);
        File.WriteAllText(Folder["spool"], "in the way");
        // Twice, with one place.
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage answer = await door.PostAsync(Ply);
            Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
            Assert.Equal("spool_failed", JsonElement.Parse(await Text(answer)).GetProperty("reason").GetString());
        }
        Assert.Equal(1, door.Intake.Accepted);
        door.Score(left);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Post_DurableOrNot_AcceptsTheSame(bool isDurable)
    {
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { Durable = isDurable });
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal(Ply, File.ReadAllBytes(arrival.Cloud));
        Assert.NotNull(arrival.AcceptedAt);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public void Flush_OfWhatIsNotThere_SaysWhat()
        => Assert.Contains(Folder["nowhere"], Assert.Throws<IOException>(() => DiskFlush.Folder(Folder["nowhere"]))
            .Message, StringComparison.Ordinal);

    [Fact]
    public async Task Spool_OfScansThatHaveAVerdict_IsEmptiedAndNothingArrives()
    {
        Leave("left");
        await using Door door = await Door.OpenAsync(Folder, earlier: items => items.ToDictionary(item => item,
            _ => (ReadOnlyMemory<byte>)"{}"u8.ToArray()));
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.NotEqual("bagel/left", arrival.Id.Path);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        await door.StopAsync();
        Assert.Equal(1, door.Intake.Accepted);
        Assert.Empty(door.Spooled);
    }

    [Fact]
    public async Task Spool_LeftByAKilledService_ArrivesAtTheNextOne()
    {
        Leave("left");
        Directory.CreateDirectory(Folder["spool/half.part"]);
        Directory.CreateDirectory(Folder["spool/damaged"]);
        await using Door door = await Door.OpenAsync(Folder);
        Arrival arrival = (await door.ArrivalAsync())!;

        Assert.Equal("bagel/left", arrival.Id.Path);
        Assert.Equal(Ply, File.ReadAllBytes(arrival.Cloud));
        // Nobody waits for it any more, so it has no deadline.
        Assert.Null(arrival.AcceptedAt);
        door.Score(arrival);
        door.Intake.Drain();
        await door.Intake.Drained;
        Assert.Equal("damaged", Path.GetFileName(door.Spooled.Single()));
    }

    [Fact]
    public async Task Spool_OfAnotherService_IsRefused()
    {
        await using Door door = await Door.OpenAsync(Folder);
        IOException cause = await Assert.ThrowsAsync<IOException>(() => Door.OpenAsync(Folder));
        Assert.Contains("another service", cause.Message, StringComparison.Ordinal);
    }

    // What a killed service leaves of an accepted scan.
    private void Leave(string name)
    {
        string begun = Directory.CreateDirectory(Folder[$"spool/{name}.part"]).FullName;
        File.WriteAllBytes(Path.Combine(begun, "xyz.ply"), Ply);
        using var spool = new Spool(Folder["other"], isDurable: false);
        spool.Commit(begun, new SpoolNote("bagel", name, "007", "xyz.ply"));
    }
}
