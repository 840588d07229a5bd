using System.Collections.Concurrent;

namespace Pipeline3D.Core;

/// <summary>What every block of one run shares.</summary>
public sealed class RunContext
{
    private readonly ConcurrentDictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _remarks = new();
    private volatile string _status = "";

    /// <summary>Where the run's outputs go; made when it is missing.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>Seed of everything random in the run. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Threads that one block's kernel may use for one item. Default 1: items run in parallel
    /// instead.</summary>
    public int KernelThreads { get; init; } = 1;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Facts that blocks add to the manifest, by name.</summary>
    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>What blocks noticed and a user should know, in the order of arrival.</summary>
    public IReadOnlyCollection<string> Remarks => _remarks;

    /// <summary>What long work is at just now, in a few words, for the progress line; empty when there is
    /// none.</summary>
    public string Status => _status;

    /// <summary>Says what long work is at; empty when it is done.</summary>
    public void ShowStatus(string text) => _status = text;

    /// <summary>Adds a fact to the manifest; a later fact of the same name replaces the earlier one.</summary>
    public void AddFact(string name, string value) => _facts[name] = value;

    /// <summary>Tells the user something that is no error.</summary>
    public void AddRemark(string text) => _remarks.Enqueue(text);
}
