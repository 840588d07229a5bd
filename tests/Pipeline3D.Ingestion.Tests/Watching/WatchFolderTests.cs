using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Watching;
using Pipeline3D.TestSupport;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Ingestion.Tests.Watching;

public sealed class WatchFolderTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ScanIntake _intake = new(4, TimeProvider.System);
    private readonly IAsyncEnumerator<Arrival> _arrivals;
    private WatchFolder? _watch;
    private Task _running = Task.CompletedTask;

    public WatchFolderTests()
        => _arrivals = _intake.ArriveAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _intake.Abandon();
        await _running;
        _watch?.Dispose();
        _intake.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_Whole_ArrivesWithItsFolderAsCategoryAndEndsInDoneBesideItsVerdict()
    {
        Start();
        Put("bagel/007.ply", "ply");
        Arrival arrival = await NextAsync();
        Assert.Equal("bagel", arrival.Id.Category);
        Assert.False(File.Exists(_folder["bagel/007.ply"]));
        _intake.Report(new ScanReport(arrival.Id, "{\"score\":1}"u8.ToArray(), 1));
        await EndAsync(arrival, AnswerKind.Scored);

        Assert.Equal("ply", File.ReadAllText(_folder["done/bagel/007.ply"]));
        Assert.Equal("{\"score\":1}", File.ReadAllText(_folder["done/bagel/007.ply.verdict.json"]));
        Assert.Empty(Directory.GetDirectories(_folder[".work"]));
    }

    [Fact]
    public async Task File_Rejected_EndsInFailedBesideTheReason()
    {
        Start();
        Put("a.pcd", "x");
        Arrival arrival = await NextAsync();
        Assert.Equal("part", arrival.Id.Category);
        await EndAsync(arrival, AnswerKind.Rejected, new DeadLetter(arrival.Id, 0, "scans", RejectReason.BadFormat,
            "no header", "", ""));

        JsonElement reason = JsonElement.Parse(File.ReadAllText(_folder["failed/part/a.pcd.verdict.json"]));
        Assert.Equal("bad_format", reason.GetProperty("reason").GetString());
        Assert.True(File.Exists(_folder["failed/part/a.pcd"]));
    }

    [Fact]
    public async Task File_UnfinishedForeignOrHidden_IsLeftAloneUntilItIsRenamed()
    {
        foreach (string name in new[] { "a.ply.part", ".b.ply", "c.ply.tmp", "notes.md" })
            Put(name, "ply");
        Start();
        Put("z.ply", "ply");
        Assert.EndsWith("_z", (await NextAsync()).Id.Name, StringComparison.Ordinal);
        Assert.Equal(1, _intake.Accepted);
        File.Move(_folder["a.ply.part"], _folder["a.ply"]);
        Assert.EndsWith("_a", (await NextAsync()).Id.Name, StringComparison.Ordinal);
        Assert.Equal(2, _intake.Accepted);
    }

    [Fact]
    public async Task File_OfAnyFormatThatHoldsPoints_IsTakenAndNotesAreNot()
    {
        foreach (string name in (string[])["a.png", "b.jpg", "README.txt", "c.md"])
            Put(name, "no scan");
        Start();
        foreach (string extension in ScanFormats.Own.ExtensionsOf(ScanContent.Cloud))
        {
            Put("scan" + extension.ToUpperInvariant(), "points");
            Arrival arrival = await NextAsync();
            Assert.EndsWith(extension.ToUpperInvariant(), arrival.Cloud, StringComparison.Ordinal);
            await EndAsync(arrival, AnswerKind.Scored);
        }
        Assert.Equal(["README.txt", "a.png", "b.jpg", "c.md"], Directory.GetFiles(_folder.Path, "*.*")
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task File_ThatStillGrows_IsTakenWholeOnceItHasSettled()
    {
        var time = new FakeTime();
        TimeSpan look = TimeSpan.FromMilliseconds(100);
        using var intake = new ScanIntake(4, time);
        using var watch = new WatchFolder(Options(4 * look), ScanFormats.Own, intake, NullLogger.Instance);
        await using IAsyncEnumerator<Arrival> arrivals = intake.ArriveAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator();
        Task<bool> next = arrivals.MoveNextAsync().AsTask();
        string path = _folder["slow.ply"];
        File.WriteAllText(path, "0123456789");
        Task running = watch.RunAsync();
        for (int i = 0; i < 8; i++)
        {
            await PassAsync();
            Assert.Equal(0, intake.Accepted);
            File.AppendAllText(path, "0123456789");
        }
        // Seen at its last size by the first look, and the same by the four after it.
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0, intake.Accepted);
            await PassAsync();
        }
        Assert.Equal(1, intake.Accepted);
        Assert.True(await next);
        Assert.Equal(90, new FileInfo(arrivals.Current.Cloud).Length);
        Assert.Equal(time.GetTimestamp(), arrivals.Current.AcceptedAt);
        intake.Abandon();
        await running;

        // Returns when the look has been had and the next one is waited for.
        async Task PassAsync()
        {
            await time.WhenWaitingAsync();
            time.Advance(look);
            await time.WhenWaitingAsync();
        }
    }

    [Fact]
    public async Task File_OfAStartThatDiedWhileItTookIt_IsStillTaken()
    {
        // What a kill between the note and the move leaves: a scan without its file, which is where it was.
        string left = Directory.CreateDirectory(_folder[".work/left.part"]).FullName;
        using (var work = new Spool(_folder["other"], isDurable: false))
            work.Commit(left, new SpoolNote("part", "left_a", "a.ply", "a.ply"));
        Put("a.ply", "ply");
        Start();
        Arrival arrival = await NextAsync();
        Assert.EndsWith("_a", arrival.Id.Name, StringComparison.Ordinal);
        Assert.Equal("ply", File.ReadAllText(arrival.Cloud));
        Assert.False(Directory.Exists(_folder[".work/left"]));
    }

    [Fact]
    public async Task File_ThatMayOnlyBeRead_IsTakenToo()
    {
        Put("a.ply", "ply");
        File.SetAttributes(_folder["a.ply"], FileAttributes.ReadOnly);
        Start();
        Assert.EndsWith("_a", (await NextAsync()).Id.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_BeyondTheFreePlaces_StaysUntilOneIsFree()
    {
        for (int i = 0; i < 6; i++)
            Put($"{i}.ply", "ply");
        Start();
        var taken = new List<Arrival>();
        for (int i = 0; i < 4; i++)
            taken.Add(await NextAsync());
        Assert.Equal(2, Directory.GetFiles(_folder.Path, "*.ply").Length);
        await EndAsync(taken[0], AnswerKind.Scored);
        Assert.EndsWith("_4", (await NextAsync()).Id.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfTheSameNameTwice_KeepsBoth()
    {
        Start();
        foreach (string text in new[] { "first", "second" })
        {
            Put("a.ply", text);
            await EndAsync(await NextAsync(), AnswerKind.Scored);
        }
        Assert.Equal(["first", "second"], Directory.GetFiles(_folder["done/part"], "*.ply").Select(File.ReadAllText)
            .Order());
    }

    [Fact]
    public async Task File_StoppedInWork_ArrivesAtTheNextStart()
    {
        Start();
        Put("a.ply", "ply");
        Arrival arrival = await NextAsync();
        _intake.Abandon();
        await _intake.Drained;
        await _running;
        _watch!.Dispose();
        using var intake = new ScanIntake(4, TimeProvider.System);
        using var watch = new WatchFolder(Options(TimeSpan.Zero), ScanFormats.Own, intake, NullLogger.Instance);
        await using IAsyncEnumerator<Arrival> arrivals = intake.ArriveAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator();
        Task<bool> next = arrivals.MoveNextAsync().AsTask();
        Task running = watch.RunAsync();
        Assert.True(await next);
        Assert.Equal(arrival.Id, arrivals.Current.Id);
        Assert.Equal("ply", File.ReadAllText(arrivals.Current.Cloud));
        intake.Abandon();
        await running;
    }

    private IntakeOptions Options(TimeSpan settle) => new()
    {
        Watch = _folder.Path, Settle = settle, Category = "part",
    };

    private void Start(TimeSpan settle = default)
    {
        _watch = new WatchFolder(Options(settle), ScanFormats.Own, _intake, NullLogger.Instance);
        _running = _watch.RunAsync();
    }

    private void Put(string name, string text)
    {
        string whole = Path.Combine(_folder.Path, name), part = _folder["put.partial"];
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(part, text);
        File.Move(part, whole);
    }

    private async Task<Arrival> NextAsync()
    {
        Assert.True(await _arrivals.MoveNextAsync());
        return _arrivals.Current;
    }

    // The door moves the file on another thread; the next look at the counter sees it.
    private async Task EndAsync(Arrival arrival, AnswerKind kind, DeadLetter? letter = null)
    {
        long before = _intake.Answered;
        _intake.End(arrival.Id, kind, letter);
        while (_intake.Answered == before)
            await Task.Yield();
    }
}
