using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Training;

/// <summary>What an optimizer keeps for one parameter: a step count and tensors by name.</summary>
internal sealed record MomentSlots(long Step, (string Name, Tensor? Tensor)[] Tensors, Action<long, Tensor?[]> Set)
{
    public const string MadeLate = "momentum_buffer";

    public static MomentSlots Of(OptimizerState state) => state switch
    {
        Adam.State adam => new(adam.step,
            [("exp_avg", adam.exp_avg), ("exp_avg_sq", adam.exp_avg_sq), ("max_exp_avg_sq", adam.max_exp_avg_sq)],
            (step, to) => (adam.step, adam.exp_avg, adam.exp_avg_sq, adam.max_exp_avg_sq)
                = (step, to[0]!, to[1]!, to[2]!)),
        AdamW.State adam => new(adam.step,
            [("exp_avg", adam.exp_avg), ("exp_avg_sq", adam.exp_avg_sq), ("max_exp_avg_sq", adam.max_exp_avg_sq)],
            (step, to) => (adam.step, adam.exp_avg, adam.exp_avg_sq, adam.max_exp_avg_sq)
                = (step, to[0]!, to[1]!, to[2]!)),
        SGD.State sgd => new(0, [(MadeLate, sgd.momentum_buffer)],
            (_, to) => sgd.momentum_buffer = to[0]!),
        _ => throw new ArgumentException($"{state.GetType().FullName} is the state of no known optimizer",
            nameof(state)),
    };

    /// <summary>Replaces step and tensors; what was there is freed.</summary>
    /// <param name="step">The new count.</param>
    /// <param name="tensor">A slot's new tensor; null empties it.</param>
    public void Fill(long step, Func<string, Tensor?> tensor)
    {
        // Out of any scope: an optimizer's state lives as long as the optimizer.
        Tensor?[] filled = [.. Tensors.Select(slot => tensor(slot.Name)?.DetachFromDisposeScope())];
        Set(step, filled);
        foreach ((_, Tensor? old) in Tensors)
            old?.Dispose();
    }
}
