using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>Options of Cheraghian's baseline; README.md beside this file says which of them are known.</summary>
public sealed record CheraghianOptions : MethodOptions, ITrains
{
    /// <summary>One pair of networks is learnt of all scans that the fit is given.</summary>
    public CheraghianOptions() => Group = FitGroup.All;

    /// <summary>File of word vectors: a line for each word, the word and its numbers with blanks between them. It must
    /// have "damaged" and the words of all names.</summary>
    public string Vectors { get; init; } = "";

    /// <summary>What categories are called where that is not their name with blanks for underscores:
    /// <c>category=words</c>, for example <c>cable_gland=cable gland</c>.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Points of a scan that are looked at; 64 to 1000000.</summary>
    [Preparation]
    public int Points { get; init; } = 2048;

    /// <summary>Passes over the scans by which the point network is learnt; 1 to 100000.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Scans of one step; 2 to 1000.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Adam's learning rate of the point network; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Passes over the scans by which the map from words to features is learnt; 1 to 100000.</summary>
    public int MapEpochs { get; init; } = 100;

    /// <summary>Adam's learning rate of that map; in (0, 1].</summary>
    public double MapRate { get; init; } = 1e-4;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <summary>Names and their words.</summary>
    internal PromptNaming Naming => new(Words, "");

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Points, 64, 1_000_000, nameof(Points));
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(BatchSize, 2, 1000, nameof(BatchSize));
        problems.RequireRange(MapEpochs, 1, 100_000, nameof(MapEpochs));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
        foreach ((string name, double rate) in new[]
        {
            (nameof(LearningRate), LearningRate), (nameof(MapRate), MapRate),
        })
            problems.Require(rate is > 0 and <= 1, name, rate, "must be greater than 0 and at most 1");
        Naming.Validate(problems);
    }

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash, IEnumerable<string> classes)
        => new(StringComparer.Ordinal)
        {
            ["step"] = $"{BatchSize}, {OptionReader.Text(LearningRate)}, {Points} points",
            ["classes"] = string.Join("; ", classes),
            ["seed"] = OptionReader.Text(Seed ?? 0),
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}
