using System.Globalization;
using Pipeline3D.Weights;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Training;

/// <summary>A saved optimizer's state, compared with the optimizer that takes it up before anything changes.</summary>
internal sealed class OptimizerPlan
{
    private readonly Dictionary<string, float[]> _numbers;
    private readonly Dictionary<string, long[]> _shapes;

    private OptimizerPlan(WeightFile file)
    {
        _numbers = file.Entries.ToDictionary(entry => entry.Name, entry => file.ReadFloats(entry.Name),
            StringComparer.Ordinal);
        _shapes = file.Entries.ToDictionary(entry => entry.Name, entry => entry.Shape.ToArray(),
            StringComparer.Ordinal);
    }

    /// <summary>Learning rate and initial learning rate of each group.</summary>
    public required (double Now, double Initial)[] Rates { get; init; }

    /// <summary>Step count of each parameter.</summary>
    public required long[] Steps { get; init; }

    public static OptimizerPlan Read(
        WeightFile file, optim.Optimizer.StateDictionary state, IReadOnlyList<long[]> parameters)
    {
        int count = file.Metadata.Keys.Count(key => key.EndsWith(".step", StringComparison.Ordinal));
        if (count != state.State.Count)
            throw file.Error($"the state of {count} parameters, the optimizer has {state.State.Count}");
        var given = file.Entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        var wanted = new List<(string Name, long[] Shape)>();
        for (int i = 0; i < state.State.Count; i++)
            foreach ((string slot, Tensor? tensor) in MomentSlots.Of(state.State[i]).Tensors)
                // SGD makes its buffer at the first step, so either side may be without.
                if (slot == MomentSlots.MadeLate ? given.Contains($"{i}.{slot}") : tensor is not null)
                    wanted.Add(($"{i}.{slot}", parameters[i]));
        LoadReport.Compare(wanted, file.Entries.Select(entry => (entry.Name, entry.Shape.ToArray())))
            .Require(file.FilePath);
        return new OptimizerPlan(file)
        {
            Rates = [.. Enumerable.Range(0, state.Options.Count).Select(i =>
                (Number(file, $"group.{i}.lr"), Number(file, $"group.{i}.initial_lr")))],
            Steps = [.. Enumerable.Range(0, count).Select(i => checked((long)Number(file, $"state.{i}.step")))],
        };
    }

    public Tensor? Tensor(int parameter, string slot)
        => _numbers.TryGetValue($"{parameter}.{slot}", out float[]? numbers)
        ? Tensors.From(numbers, _shapes[$"{parameter}.{slot}"]) : null;

    private static double Number(WeightFile file, string key) => file.Metadata.TryGetValue(key, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? value : throw file.Error($"the header has no number '{key}'");
}
