namespace Pipeline3D.Core.Runs;

/// <summary>Facts and remarks that one item, or the end of one block, gave a run. Thread-safe.</summary>
public sealed class RunNotes
{
    private readonly Lock _gate = new();
    private readonly List<string> _remarks = [];
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);

    /// <summary>The remarks in the order of arrival.</summary>
    public IReadOnlyList<string> Remarks { get { lock (_gate) return [.. _remarks]; } }

    /// <summary>The facts by name.</summary>
    public IReadOnlyDictionary<string, string> Facts { get { lock (_gate) return _facts.ToDictionary(); } }

    internal void Add(string remark)
    {
        lock (_gate)
            _remarks.Add(remark);
    }

    internal void Add(string name, string value)
    {
        lock (_gate)
            _facts[name] = value;
    }
}
