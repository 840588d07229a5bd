using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Core.Runs;

/// <summary>What every block of one run shares.</summary>
public sealed class RunContext
{
    private const string NoName = "-";

    private readonly ConcurrentDictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _remarks = new();
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);
    private readonly LongWork _work = new();
    private readonly RunNotes? _notes;
    private readonly string _block = NoName;

    /// <summary>Makes the context of a run; see the properties.</summary>
    public RunContext()
    {
    }

    [SetsRequiredMembers]
    private RunContext(RunContext run, RunNotes? notes, string block)
    {
        (Folder, Seed, KernelThreads, Time, Device) = (run.Folder, run.Seed, run.KernelThreads, run.Time, run.Device);
        (_facts, _remarks, _said, _work, _notes) = (run._facts, run._remarks, run._said, run._work, notes);
        (Live, MaxRemarks, Log, _block) = (run.Live, run.MaxRemarks, run.Log, block);
        (Held, FilesGate, Drain) = (run.Held, run.FilesGate, run.Drain);
    }

    /// <summary>Where the run's outputs go; made when it is missing.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>Seed of everything random in the run. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Threads that one block's kernel may use for one item. Default 1: items run in parallel
    /// instead.</summary>
    public int KernelThreads { get; init; } = 1;

    /// <summary>What heavy loops compute on; null = the cores, by each block's own algorithm. Results stay within the
    /// tolerances that the device's kernels state.</summary>
    public IRunDevice? Device { get; init; }

    /// <summary>Where scans come in and verdicts go while a pipeline is served; null for a run over files.</summary>
    public ILiveRun? Live { get; init; }

    /// <summary>Remarks that are kept; later ones are dropped. Default: all, as a run over files ends.</summary>
    public int MaxRemarks { get; init; } = int.MaxValue;

    /// <summary>Cancelled when the run is asked to read no further and to finish what is in work. Long work that a
    /// resumed run takes up where it was may end then, too, with a rejection for <see
    /// cref="Items.RejectReason.Stopped"/>.</summary>
    public CancellationToken Drain { get; private init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the run tells what happens while it does, as <see cref="RunLog"/> lists it. Default: nowhere.
    /// Blocks that log for themselves take an <see cref="ILogger{TCategoryName}"/> in their constructor.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>What blocks keep in memory beyond the items in work, such as what a fit learns from; it counts in the
    /// byte budget.</summary>
    public HeldBytes Held { get; private init; } = new();

    /// <summary>Entered by blocks that change a file which several of them write.</summary>
    public Lock FilesGate { get; private init; } = new();

    /// <summary>Facts that blocks add to the manifest, by name.</summary>
    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>What blocks noticed and a user should know, in the order of arrival.</summary>
    public IReadOnlyCollection<string> Remarks => _remarks;

    /// <summary>What long work is at just now, in a few words, for the progress line; empty when there is
    /// none.</summary>
    public string Status => _work.Text;

    /// <summary>Time that long work has taken in all, and what the present one still needs; null when that cannot be
    /// told.</summary>
    public (TimeSpan Taken, TimeSpan? Left) LongWork => _work.At(Time);

    /// <summary>Says what long work is at; empty when it is done.</summary>
    public void ShowStatus(string text) => ShowStatus(text, null);

    /// <summary>Says what long work is at, and how much of it is done, so that the time left can be told.</summary>
    /// <param name="text">What it is at; empty when it is done.</param>
    /// <param name="share">How much is done, from 0 to 1; null when nobody knows.</param>
    public void ShowStatus(string text, double? share)
    {
        _work.Show(text, share, Time);
        RunLog.Status(Log, _block, text);
    }

    /// <summary>Adds a fact to the manifest; a later fact of the same name replaces the earlier one.</summary>
    public void AddFact(string name, string value)
    {
        _facts[name] = value;
        _notes?.Add(name, value);
    }

    /// <summary>Tells the user something that is no error. About one item: <see
    /// cref="BlockContext.AddRemark"/>.</summary>
    public void AddRemark(string text) => AddRemark(text, _block, NoName);

    /// <summary>Tells the user something that holds for many items, at its first time alone.</summary>
    public void AddRemarkOnce(string text)
    {
        if (_said.TryAdd(text, true))
            AddRemark(text);
    }

    /// <summary>The same run as one of its blocks sees it: the log tells who remarked something.</summary>
    /// <param name="block">Id of the block.</param>
    public RunContext For(string block) => new(this, _notes, block);

    /// <summary>The same run, which is drained by this token.</summary>
    public RunContext DrainedBy(CancellationToken drain) => new(this, _notes, _block) { Drain = drain };

    /// <summary>The same run, whose facts and remarks are noted down besides: by whom they came.</summary>
    public RunContext NotedBy(RunNotes notes) => new(this, notes, _block);

    internal void AddRemark(string text, string block, string item)
    {
        if (_remarks.Count < MaxRemarks)
            _remarks.Enqueue(text);
        _notes?.Add(text);
        RunLog.Remark(Log, text, block, item);
    }
}
