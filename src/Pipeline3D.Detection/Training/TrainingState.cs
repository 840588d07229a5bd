using System.Globalization;
using Pipeline3D.Detection.Models;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Training;

/// <summary>All that a training is between two epochs: what a checkpoint holds.</summary>
/// <param name="method">Name of the kind of training in checkpoint files.</param>
/// <param name="identity">What must be equal for a training to go on from a checkpoint: method, architecture, options,
/// seed, clouds.</param>
internal sealed class TrainingState(string method, IReadOnlyDictionary<string, string> identity)
{
    private const string BestName = "best", HistoryName = "history", StepsName = "state.steps.";

    /// <summary>Epochs done.</summary>
    public List<TrainingEpoch> History { get; private init; } = [];

    /// <summary>The network's weights with the lowest validation loss so far; empty before the first epoch.</summary>
    public float[] Best { get; set; } = [];

    /// <summary>Epoch of <see cref="Best"/>, from 1.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Its validation loss.</summary>
    public double BestLoss => BestEpoch == 0 ? double.PositiveInfinity : History[BestEpoch - 1].ValidationLoss;

    /// <summary>Copies of all parts, to fall back on.</summary>
    public static float[][] Copy(IReadOnlyList<TrainedPart> parts)
        => [.. parts.SelectMany(part => new float[][] { [.. part.Weights], [.. part.Adam.First],
            [.. part.Adam.Second] })];

    /// <summary>Optimiser steps of each part.</summary>
    public static int[] StepsOf(IReadOnlyList<TrainedPart> parts) => [.. parts.Select(part => part.Adam.Steps)];

    /// <summary>Writes a checkpoint of the state that <paramref name="copies"/> hold.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="parts">Names.</param>
    /// <param name="copies">What <see cref="Copy"/> gave after the last epoch in <see cref="History"/>.</param>
    /// <param name="steps">Optimiser steps of each part up to then.</param>
    public void Save(Stream stream, IReadOnlyList<TrainedPart> parts, float[][] copies, int[] steps)
    {
        var matrices = new Dictionary<string, FeatureMatrix>(StringComparer.Ordinal);
        for (int i = 0; i < parts.Count; i++)
            foreach ((string suffix, int at) in new[] { ("", 0), (".first", 1), (".second", 2) })
                matrices[parts[i].Name + suffix] = Row(copies[(3 * i) + at]);
        if (Best.Length > 0)
            matrices[BestName] = Row(Best);
        if (History.Count > 0)
            matrices[HistoryName] = new FeatureMatrix(History.Count, 2,
                [.. History.SelectMany(epoch => new[] { (float)epoch.TrainLoss, (float)epoch.ValidationLoss })]);
        var options = new Dictionary<string, string>(identity, StringComparer.Ordinal)
        {
            ["state.epochs"] = OptionReader.Text(History.Count),
            ["state.best_epoch"] = OptionReader.Text(BestEpoch),
        };
        for (int i = 0; i < parts.Count; i++)
            options[$"{StepsName}{parts[i].Name}"] = OptionReader.Text(steps[i]);
        new ModelFile(method, "", 0, options, matrices).Save(stream);
    }

    /// <summary>Reads a checkpoint into the parts.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of another version or method, or of a training that
    /// differs in what must be equal; all differences are named.</exception>
    public static TrainingState Load(Stream stream, string method, IReadOnlyDictionary<string, string> identity,
        IReadOnlyList<TrainedPart> parts)
    {
        ModelFile file = ModelFile.Load(stream, method);
        string[] differences = [.. identity.Where(pair => file.Options.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => $"{pair.Key} is {file.Options.GetValueOrDefault(pair.Key) ?? "not given"} there and "
                + $"{pair.Value} here")];
        if (differences.Length > 0)
            throw new ModelFormatException("the checkpoint is of another training: "
                + string.Join("; ", differences), -1);
        var text = new OptionReader(file.Options);
        foreach (TrainedPart part in parts)
        {
            Into(file.Matrix(part.Name), part.Weights, part.Name);
            Into(file.Matrix($"{part.Name}.first"), part.Adam.First, part.Name);
            Into(file.Matrix($"{part.Name}.second"), part.Adam.Second, part.Name);
            part.Adam.Steps = text.Int32($"{StepsName}{part.Name}");
        }
        int epochs = text.Int32("state.epochs");
        if (epochs == 0)
            return new TrainingState(method, identity);
        FeatureMatrix history = file.Matrix(HistoryName), best = file.Matrix(BestName);
        if (history.Rows != epochs || history.Columns != 2)
            throw new ModelFormatException($"the history has {history.Rows} epochs, the state {epochs}", -1);
        int bestEpoch = text.Int32("state.best_epoch");
        if (bestEpoch < 1 || bestEpoch > epochs)
            throw new ModelFormatException($"the best epoch is {bestEpoch} of {epochs}", -1);
        var state = new TrainingState(method, identity)
        {
            History = [.. Enumerable.Range(0, epochs)
                .Select(i => new TrainingEpoch(i + 1, history.Row(i)[0], history.Row(i)[1]))],
            BestEpoch = bestEpoch,
            Best = new float[parts[0].Weights.Length],
        };
        Into(best, state.Best, BestName);
        return state;
    }

    // Parts may be learnt one after the other, so each counts its own.

    private static FeatureMatrix Row(float[] values) => new(1, values.Length, values);

    private static void Into(FeatureMatrix matrix, float[] target, string name)
    {
        if (matrix.Values.Length != target.Length)
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture,
                $"'{name}' has {matrix.Values.Length} weights, this architecture {target.Length}"), -1);
        matrix.Values.CopyTo(target.AsSpan());
    }
}
