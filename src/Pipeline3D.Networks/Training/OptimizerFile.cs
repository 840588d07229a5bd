using System.Globalization;
using Pipeline3D.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Training;

/// <summary>State of Adam, AdamW and SGD as safetensors: a training that is taken up again goes on bit by bit as if it
/// had never stopped.</summary>
/// <remarks>Holds moments, step counts and learning rates; the other options come from the caller again. The package's
/// own format is not used: it cannot take up SGD without momentum.</remarks>
public static class OptimizerFile
{
    /// <summary>Writes an optimizer's state.</summary>
    /// <param name="stream">Where to; written from its present position on.</param>
    /// <param name="optimizer">Adam, AdamW or SGD over float32 parameters.</param>
    /// <exception cref="ArgumentException">It is another optimizer, or has state that is no float32.</exception>
    public static void Save(Stream stream, OptimizerHelper optimizer)
    {
        optim.Optimizer.StateDictionary state = optimizer.state_dict();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["optimizer"] = Kind(optimizer) };
        for (int i = 0; i < state.Options.Count; i++)
        {
            metadata[$"group.{i}.lr"] = Text(state.Options[i].LearningRate ?? double.NaN);
            metadata[$"group.{i}.initial_lr"] = Text(state.Options[i].InitialLearningRate);
        }
        var tensors = new List<(string, long[], ReadOnlyMemory<float>)>();
        for (int i = 0; i < state.State.Count; i++)
        {
            MomentSlots slots = MomentSlots.Of(state.State[i]);
            metadata[$"state.{i}.step"] = slots.Step.ToString(CultureInfo.InvariantCulture);
            foreach ((string name, Tensor? tensor) in slots.Tensors)
                if (tensor is not null)
                    tensors.Add(($"{i}.{name}", tensor.shape, tensor.dtype == ScalarType.Float32
                        ? Tensors.ToFloats(tensor)
                        : throw new ArgumentException(
                            $"state {i}.{name} is {tensor.dtype}; only float32 is kept exactly",
                            nameof(optimizer))));
        }
        SafetensorsWriter.Write(stream, tensors, metadata);
    }

    /// <summary>Takes a state up again.</summary>
    /// <param name="file">What <see cref="Save"/> wrote.</param>
    /// <param name="optimizer">Made like the one that was saved, over parameters of the same shapes and order.</param>
    /// <exception cref="WeightFormatException">The file is of another optimizer or of other parameters; nothing was
    /// changed then.</exception>
    public static void Restore(WeightFile file, OptimizerHelper optimizer)
    {
        optim.Optimizer.StateDictionary state = optimizer.state_dict();
        IReadOnlyDictionary<string, string> metadata = file.Metadata;
        string kind = metadata.GetValueOrDefault("optimizer", "no optimizer");
        if (kind != Kind(optimizer))
            throw file.Error($"the state is of {kind}, not of {Kind(optimizer)}");
        OptimizerPlan plan = OptimizerPlan.Read(file, state,
            [.. optimizer.parameters().Select(parameter => parameter.shape)]);
        using IDisposable quiet = no_grad();
        for (int i = 0; i < state.Options.Count; i++)
            (state.Options[i].LearningRate, state.Options[i].InitialLearningRate) = plan.Rates[i];
        for (int i = 0; i < state.State.Count; i++)
            MomentSlots.Of(state.State[i]).Fill(plan.Steps[i], name => plan.Tensor(i, name));
    }

    internal static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Kind(OptimizerHelper optimizer) => optimizer switch
    {
        Adam => "Adam",
        AdamW => "AdamW",
        SGD => "SGD",
        _ => throw new ArgumentException($"the state of {optimizer.GetType().Name} is not kept: Adam, AdamW or SGD",
            nameof(optimizer)),
    };
}
