using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Html;

/// <summary>The dead letters of a run as its log tells them.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Reasons">How many of each reason, the most frequent first.</param>
/// <param name="Letters">The first <see cref="Max"/> of them, in the order of the log.</param>
internal sealed record DeadLetterLines(
    int Total, ImmutableArray<ReasonCount> Reasons, ImmutableArray<DeadLetterLine> Letters)
{
    // Counts tell the rest: a page with every letter of a wholly broken input would be too big to open.
    internal const int Max = 1_000;

    /// <summary>No dead letter.</summary>
    public static DeadLetterLines None => new(0, [], []);

    /// <summary>Reads a log; none when there is no file.</summary>
    /// <exception cref="JsonException">A line is no dead letter; the message names it.</exception>
    public static DeadLetterLines Read(string path)
    {
        if (!File.Exists(path))
            return None;
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        ImmutableArray<DeadLetterLine>.Builder letters = ImmutableArray.CreateBuilder<DeadLetterLine>();
        foreach (DeadLetterLine letter in JsonFile.Lines<DeadLetterLine>(path, ReportData.Json))
        {
            reasons[letter.Reason] = reasons.GetValueOrDefault(letter.Reason) + 1;
            if (letters.Count < Max)
                letters.Add(letter);
        }
        return new DeadLetterLines(reasons.Values.Sum(),
            [.. reasons.Select(pair => new ReasonCount(pair.Key, pair.Value))
                .OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Reason, StringComparer.Ordinal)],
            letters.ToImmutable());
    }
}

/// <summary>How often a reason occurs.</summary>
internal sealed record ReasonCount(string Reason, int Count);

/// <summary>One line of the log; the reason is kept as its word, so that a newer log can be shown too.</summary>
internal sealed record DeadLetterLine
{
    /// <summary>Who it is.</summary>
    public required ItemId Item { get; init; }

    /// <summary>Id of the block that could not use it.</summary>
    public required string Block { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>What is wrong, where, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Where the item came from.</summary>
    public string Input { get; init; } = "";

    /// <summary>Stack trace of the cause; empty when the block rejected the item knowingly.</summary>
    public string Stack { get; init; } = "";
}
