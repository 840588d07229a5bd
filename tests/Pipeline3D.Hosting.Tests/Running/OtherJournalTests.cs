using System.Collections.Concurrent;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Hosting.Tests.Running;

/// <summary>A journal that a stranger writes, in memory and of public parts alone, resumes as our own does.</summary>
public sealed class OtherJournalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Run_JournalOfAnotherKind_IsResumedAndContributionsAreFoundByKey()
    {
        var journal = new MemoryJournal(new RunFolder(_folder["run"]));
        var (first, second) = (new SumSink(_folder["run"]), new SumSink(_folder["run"]));
        Assert.Equal((5L, 0L), await RunAsync(journal, first));
        Assert.Equal((0L, 5L), await RunAsync(journal, second));
        Assert.Equal((10, 10), (first.Sum, second.Sum));

        File.Delete(Path.Combine(_folder["run"], "maps", "003"));
        Assert.Equal((1L, 4L), await RunAsync(journal, new SumSink(_folder["run"])));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(long Read, long Resumed)> RunAsync(MemoryJournal journal, SumSink sink)
    {
        var graph = new Graph("remembered");
        graph.From("numbers", new NumbersSource(new NumbersOptions { Count = 5 })).To("sum", sink);
        RunResult result = await graph.RunAsync(new RunOptions
        {
            Context = new RunContext { Folder = new RunFolder(_folder["run"]) }, Journal = journal,
        }, TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Completed, result.Status);
        return (result.Counts.Read, result.Counts.Resumed);
    }

    /// <summary>Adds up, and leaves a file per item.</summary>
    private sealed class SumSink(string folder) : SinkBlock3D<int>(new NoOptions()), IRemembers<int>
    {
        public int Sum { get; private set; }

        public override ValueTask ConsumeAsync(int input, BlockContext context)
        {
            Sum += input;
            File.WriteAllText(PathOf(context), $"{input}");
            return ValueTask.CompletedTask;
        }

        public Contribution Remember(int input, BlockContext context) => new(BitConverter.GetBytes(input),
            [PathOf(context)]);

        public void Recall(ReadOnlyMemory<byte> data, BlockContext context) => Sum += BitConverter.ToInt32(data.Span);

        private string PathOf(BlockContext context)
            => Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "maps")).FullName, context.Item.Name);
    }

    private sealed class MemoryJournal(RunFolder folder) : IRunJournal
    {
        private readonly ConcurrentDictionary<(string, ItemId), long> _keys = new();
        private readonly ConcurrentDictionary<long, JournalEntry> _entries = new();
        private long _key;

        public bool IsOn => true;

        public string? Problem => null;

        public JournalEntry? Find(string source, ItemId item) => _keys.TryGetValue((source, item), out long key)
            ? _entries[key] with { Key = key, Contributions = [] } : null;

        public long Count(string source) => _entries.Values.Count(entry => entry.Source == source);

        public IReadOnlyList<JournalContribution> Contributions(JournalEntry entry, string node)
            => [.. _entries[entry.Key].Contributions.Where(contribution => contribution.Node == node)];

        public void Add(JournalEntry entry) => _entries[_keys.GetOrAdd((entry.Source, entry.Item),
            _ => Interlocked.Increment(ref _key))] = entry with
        {
            Outputs = [.. entry.Outputs.Select(output => JournalOutput.Of(output.Path, folder))],
        };

        public Task<bool> AddAsync(JournalEntry entry)
        {
            Add(entry);
            return Task.FromResult(true);
        }

        public JournalProduct? FindProduct(string node) => null;

        public Stream Open(JournalProduct product) => throw new FileNotFoundException("no reducer was run");

        public void Add(JournalProduct product, Action<Stream> save, IReadOnlyList<JournalEntry> entries)
            => throw new NotSupportedException("no reducer was run");
    }
}
