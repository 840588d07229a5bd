using Microsoft.Data.Sqlite;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Engine.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Engine.Tests.Journal;

/// <summary>A journal that is not as it was written gives the undisturbed results, or is refused by one
/// sentence.</summary>
public sealed class JournalDamageTests : EngineTest
{
    private const int Graphs = 8;

    [Fact]
    public async Task Run_JournalDamagedAtRandom_EndsAsUndisturbedOrIsRefused()
    {
        int repetitions = Soak.Repetitions(3000), refused = 0, remarked = 0;
        var expected = new List<string>();
        for (int graph = 0; graph < Graphs; graph++)
        {
            expected.Add((await RunOnceAsync(graph, Folder[$"whole-{graph}"])).Results);
            await RunHalfAsync(graph, Folder[$"half-{graph}"]);
        }
        for (int seed = 0; seed < repetitions; seed++)
        {
            int graph = seed % Graphs;
            string run = Folder[$"damaged-{seed}"];
            string what = CopyDamaged(Folder[$"{(seed % 3 == 0 ? "half" : "whole")}-{graph}"], run, new Random(seed));
            try
            {
                (string results, int remarks) = await RunOnceAsync(graph, run);
                Assert.True(results == expected[graph], $"seed {seed}, {what}:\n{expected[graph]}\n{results}");
                remarked += remarks;
            }
            catch (JournalException cause)
            {
                refused++;
                Assert.Contains("journal.db", cause.Message, StringComparison.Ordinal);
                Assert.Contains("--overwrite", cause.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("\n", cause.Message, StringComparison.Ordinal);
            }
            Directory.Delete(run, recursive: true);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{refused} refused, {remarked} with a remark");
        Assert.True(refused > 0 && remarked > 0, $"{refused} refused, {remarked} with a remark");
    }

    [Theory]
    [InlineData("UPDATE items SET details = replace(details, 'low', 'lov') WHERE sequence = 2", "1 scan was damaged")]
    [InlineData("UPDATE items SET sequence = 7 WHERE sequence = 2", "1 scan was damaged")]
    [InlineData("UPDATE items SET outcome = 0 WHERE sequence IN (1, 2)", "2 scans were damaged")]
    [InlineData("UPDATE contributions SET data = x'09000000' WHERE owner = 3", "1 scan was damaged")]
    [InlineData("DELETE FROM contributions WHERE owner = 3", "1 scan was damaged")]
    [InlineData("UPDATE contributions SET owner = 2 WHERE owner = 3", "2 scans were damaged")]
    [InlineData("INSERT INTO contributions VALUES (NULL, 5, 'sink', '[]', x'00')", "")]
    [InlineData("DELETE FROM items WHERE sequence = 1", "")]
    public async Task Run_RowThatIsNotAsItWasWritten_ComputesItAgain(string damage, string remark)
    {
        for (int run = 0; run < 2; run++)
        {
            var sink = new Kept();
            var graph = new Graph("plain");
            graph.From("source", new Numbers(4)).Then("low", new Map<int, int>((n, context) =>
            {
                context.AddRemark("low");
                return new(n);
            })).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal));
            journal.Flush();
            Assert.Equal(RunStatus.Completed, result.Status);
            Assert.Equal(["n/00000=0", "n/00001=1", "n/00002=2", "n/00003=3"], sink.Items);
            if (run == 0)
                Change(damage);
            else if (remark.Length > 0)
                Assert.StartsWith(remark, Assert.Single(journal.Remarks), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("UPDATE identity SET value = 'b' WHERE name = 'option'")]
    [InlineData("DELETE FROM identity")]
    [InlineData("DROP TABLE identity")]
    [InlineData("ALTER TABLE identity RENAME TO identitx")]
    public void Identity_ThatIsNotAsItWasWritten_IsRefused(string damage)
    {
        using (var journal = new SqliteJournal(new RunFolder(Folder["run"])))
            journal.Identify(new Dictionary<string, string> { ["option"] = "a" });
        Change(damage);
        JournalException refusal = Assert.Throws<JournalException>(() =>
        {
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            return journal.Identity;
        });
        Assert.Contains("journal.db is damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_JournalOfBeforeChecksums_IsRefusedAndSaysSo()
    {
        Directory.CreateDirectory(Folder["run/journal"]);
        Change("CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
        JournalException refusal = Assert.Throws<JournalException>(
            () => new SqliteJournal(new RunFolder(Folder["run"])));
        Assert.Contains("earlier version", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--overwrite", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("gone")]
    public async Task Run_ProductFileThatIsDamaged_IsMadeAgainWithARemark(string damage)
    {
        for (int run = 0; run < 3; run++)
        {
            var (graph, sink) = (new Graph("two"), new Kept());
            Port<int> side = graph.From("train", new Numbers(5)).Reduce("sum", new KeptSum());
            graph.From("test", new Numbers(3, name: "t")).Apply("add", new AddSide(), side).To("sink", sink);
            using var journal = new SqliteJournal(new RunFolder(Folder["run"]));
            RunResult result = await RunAsync(graph, Options(journal: journal));

            Assert.Equal(RunStatus.Completed, result.Status);
            Assert.Equal(["t/00000=10", "t/00001=11", "t/00002=12"], sink.Items);
            Assert.Equal(new long[] { 8, 5, 0 }[run], result.Counts.Read);
            if (run == 1)
                Assert.Contains("gone or damaged: it is made again", Assert.Single(journal.Remarks),
                    StringComparison.Ordinal);
            string product = Folder["run/journal/sum.product"];
            if (run > 0)
                continue;
            if (damage == "gone")
                File.Delete(product);
            else
                File.WriteAllBytes(product, damage == "cut" ? [10, 0] : [11, 0, 0, 0]);
        }
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Folder["run/journal/journal.db"]};Pooling=False");
        connection.Open();
#pragma warning disable CA2100 // The statements are those of the tests.
        using var command = new SqliteCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private async Task<(string Results, int Remarks)> RunOnceAsync(int seed, string folder)
    {
        var graph = new RandomGraph(seed, parallelism: 2);
        using var journal = new SqliteJournal(new RunFolder(folder));
        journal.Check();
        RunResult result = await RunAsync(graph.Graph, Options(journal: journal) with
        {
            Context = new RunContext { Folder = new RunFolder(folder) },
        });
        string? refusal = result.Failures.FirstOrDefault();
        if (refusal is not null)
            return ($"{result.Status}: {refusal}", journal.Remarks.Count);
        string letters = string.Join(' ', result.DeadLetters.Select(letter => $"{letter.Item}: {letter.Message}"));
        return (string.Join('\n', graph.Sinks.Select(sink => string.Join(' ', sink.Items)).Append(letters)),
            journal.Remarks.Count > 0 ? 1 : 0);
    }

    // As a killed run leaves it: the log of what was written beside the file.
    private async Task RunHalfAsync(int seed, string folder)
    {
        using var drain = new CancellationTokenSource();
        int left = 12;
        var graph = new RandomGraph(seed, parallelism: 2, _ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                drain.Cancel();
        });
        string run = $"{folder}-at-work";
        using var journal = new SqliteJournal(new RunFolder(run));
        await RunAsync(graph.Graph, Options(journal: journal, drain: drain.Token) with
        {
            Context = new RunContext { Folder = new RunFolder(run) },
        });
        journal.Flush();
        foreach (string path in Directory.GetFiles(Path.Combine(run, "journal")))
        {
            if (Path.GetFileName(path) is "lock" or "journal.db-shm")
                continue;
            Directory.CreateDirectory(Path.Combine(folder, "journal"));
            using FileStream from = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using FileStream to = File.Create(Path.Combine(folder, "journal", Path.GetFileName(path)));
            from.CopyTo(to);
        }
    }

    private static string CopyDamaged(string from, string to, Random random)
    {
        Directory.CreateDirectory(Path.Combine(to, "journal"));
        string[] files = [.. Directory.GetFiles(Path.Combine(from, "journal"))
            .Where(path => Path.GetFileName(path) != "lock").Order(StringComparer.Ordinal)];
        // A log alone is worth little without its file, so mostly the file.
        int damaged = random.Next(3) == 0 ? random.Next(files.Length) : 0;
        string what = "";
        for (int i = 0; i < files.Length; i++)
        {
            byte[] bytes = File.ReadAllBytes(files[i]);
            if (i == damaged)
                (bytes, what) = Damaged(bytes, random);
            File.WriteAllBytes(Path.Combine(to, "journal", Path.GetFileName(files[i])), bytes);
        }
        return $"{Path.GetFileName(files[damaged])}: {what}";
    }

    private static (byte[] Bytes, string What) Damaged(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
            return (bytes, "empty");
        const int Page = 4096;
        int at = random.Next(bytes.Length), page = at / Page * Page;
        int size = Math.Min(Page, bytes.Length - page);
        switch (random.Next(8))
        {
            case 0:
                return (bytes[..at], $"cut at {at}");
            case 1:
                Array.Clear(bytes, page, size);
                return (bytes, $"zeroes from {page}");
            case 2:
                int other = random.Next(bytes.Length / Page + 1) * Page;
                int length = Math.Min(size, bytes.Length - other);
                Array.Copy(bytes, other, bytes, page, length);
                return (bytes, $"{other} copied to {page}");
            case 3:
                random.NextBytes(bytes.AsSpan(at, Math.Min(16, bytes.Length - at)));
                return (bytes, $"16 random bytes from {at}");
            case 4:
                bytes[at]++;
                return (bytes, $"one more at {at}");
            default:
                for (int i = random.Next(4); i >= 0; i--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                bytes[at] ^= (byte)(1 << random.Next(8));
                return (bytes, $"bits turned, the last at {at}");
        }
    }
}
