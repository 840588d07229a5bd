using Pipeline3D.Ingestion.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Ingestion.Tests.Watching;

/// <summary>Folders that go away, come back or are replaced: looking goes on, and nothing is lost or scored
/// twice.</summary>
public sealed class WatchOutageTests
{
    [Fact]
    public async Task Root_Replaced_IsFollowed()
    {
        await using var line = new WatchedLine();
        line.Put("before.ply", "before");
        await line.SettleAsync();
        Directory.Move(line.Root, line.Beside("away"));
        await line.LookAsync(3);
        Assert.Contains("is not there", line.Trouble, StringComparison.Ordinal);
        Assert.Single(line.Log.Warnings);
        line.Put("after.ply", "after");
        await line.SettleAsync();

        Assert.Null(line.Trouble);
        Assert.Equal(["before", "after"], line.Scored);
        Assert.Equal([line["done/part/after.ply"]], line.Done);
        Assert.Single(line.Log.Warnings);
    }

    [Fact]
    public async Task Root_BackWithScansInWork_ScoresThem()
    {
        await using var line = new WatchedLine();
        line.Put("a.ply", "a");
        line.Put("b.ply", "b");
        // The share goes away when both are taken: a was answered, b is not read yet.
        int read = 0;
        line.Reading = _ =>
        {
            if (++read != 2)
                return;
            SpinWait.SpinUntil(() => line.Intake.Answered == 1);
            Directory.Move(line.Root, line.Beside("away"));
        };
        await line.SettleAsync();
        Assert.Equal(["a"], line.Scored);
        Assert.NotNull(line.Trouble);
        Directory.Move(line.Beside("away"), line.Root);
        await line.SettleAsync();

        Assert.Null(line.Trouble);
        Assert.Equal(["a", "b"], line.Scored);
        Assert.Equal([line["done/part/a.ply"], line["done/part/b.ply"]], line.Done);
        Assert.Empty(Directory.GetDirectories(line[".work"]));
    }

    [Fact]
    public async Task Folders_MovedDeletedAndReplacedAtRandom_EveryFileIsScoredOnce()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        await using var line = new WatchedLine();
        var put = new List<string>();
        bool isAway = false;
        for (int i = 0; i < Soak.Repetitions(1000); i++)
        {
            switch (random.Next(6))
            {
                case 0 when !isAway:
                    Directory.Move(line.Root, line.Beside("away"));
                    isAway = true;
                    break;
                case 1 when isAway:
                    Directory.Move(line.Beside("away"), line.Root);
                    isAway = false;
                    break;
                case 2 when !isAway && Directory.Exists(line["cup"]) && line.FilesIn("cup").Length == 0:
                    Directory.Delete(line["cup"], recursive: true);
                    break;
                case 3 when !isAway && Directory.Exists(line["done"]):
                    Directory.Delete(line["done"], recursive: true);
                    break;
                case 4 or 5 when !isAway:
                    put.Add($"{i}");
                    line.Put(random.Next(2) == 0 ? $"{i}.ply" : $"cup/{i}.ply", $"{i}");
                    break;
            }
            await line.LookAsync();
        }
        if (isAway)
            Directory.Move(line.Beside("away"), line.Root);
        await line.SettleAsync();

        Assert.True(line.Trouble is null, $"seed {seed}: {line.Trouble}");
        Assert.True(put.SequenceEqual(line.Scored.OrderBy(int.Parse)),
            $"seed {seed}: put {string.Join(' ', put)}, scored {string.Join(' ', line.Scored)}\n"
                + string.Join('\n', line.Log.Warnings));
    }

    [Fact]
    public async Task Done_IsALink_NothingGoesThroughItUntilItIsAFolder()
    {
        await using var line = new WatchedLine();
        Directory.CreateDirectory(line.Beside("elsewhere"));
        Directory.CreateSymbolicLink(line["done"], line.Beside("elsewhere"));
        line.Put("a.ply", "a");
        await line.SettleAsync();
        Assert.Contains("is a link", line.Trouble, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(line.Beside("elsewhere")));
        Directory.Delete(line["done"]);
        await line.SettleAsync();

        Assert.Null(line.Trouble);
        Assert.Equal([line["done/part/a.ply"]], line.Done);
        Assert.Equal(["a"], line.Scored);
    }

    [Fact]
    public async Task Work_IsALink_TheServiceDoesNotStart()
    {
        IOException cause = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await using var line = new WatchedLine(before: folder =>
            {
                Directory.CreateDirectory(folder["in"]);
                Directory.CreateSymbolicLink(folder["in/.work"], folder.Path);
            });
        });
        Assert.Contains(".work is not a folder", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_GoneBeforeTheFirstLook_IsFollowedAndWhatWasLeftIsScored()
    {
        await using var line = new WatchedLine(items => new Dictionary<string, ReadOnlyMemory<byte>>(),
            folder => Leave(folder["in/.work/20260101-000001"]), ready: line => Directory.Move(line.Root,
                line.Beside("away")));
        await line.LookAsync(3);
        Assert.Contains("is not there", line.Trouble, StringComparison.Ordinal);
        Directory.Move(line.Beside("away"), line.Root);
        await line.SettleAsync();
        Assert.Null(line.Trouble);
        Assert.Equal(["a"], line.Scored);
    }

    [Fact]
    public async Task Scan_WhoseVerdictAnEarlierStartWrote_IsMovedAndNotScoredAgain()
    {
        await using var line = new WatchedLine(items => items.ToDictionary(item => item,
            item => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes($"{{\"item\":\"{item}\"}}")),
            folder => Leave(folder["in/.work/20260101-000001"]));
        await line.SettleAsync();

        Assert.Empty(line.Scored);
        Assert.Equal([line["done/part/a.ply"]], line.Done);
        Assert.Equal("{\"item\":\"part/20260101-000001_a\"}", File.ReadAllText(line["done/part/a.ply.verdict.json"]));
    }

    // What a kill between verdict and answer leaves.
    private static void Leave(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "a.ply"), "a");
        File.WriteAllText(Path.Combine(folder, "arrival.json"), """
            {"Category":"part","Name":"20260101-000001_a","Input":"a.ply","Cloud":"a.ply"}
            """);
    }
}
