using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Blocks.Methods;

/// <summary>A fit within a run: device, live line, loss curves, checkpoint.</summary>
/// <param name="run">The run.</param>
/// <param name="node">Name of the block.</param>
/// <param name="name">Name of the training in curves, checkpoints and facts.</param>
/// <param name="epochs">How many there will be, for the live line; null when it is not known.</param>
internal sealed class BlockFitRun(RunContext run, string node, string name, int? epochs) : FitRun
{
    private readonly List<TrainingEpoch> _history = [];

    /// <inheritdoc/>
    public override string? CheckpointPath => run.Folder.InRoom("checkpoints", name, ".p3dc");

    /// <inheritdoc/>
    public override CancellationToken Drain => run.Drain;

    /// <inheritdoc/>
    public override T Compute<T>(string what, Func<DeviceScope?, T> work) => RunDevice.Compute(run, what, work);

    /// <inheritdoc/>
    public override void Remark(string text) => run.AddRemark($"{name}: {text}");

    /// <inheritdoc/>
    public override void Fact(string name, string value) => run.AddFact($"{node}.{name}", value);

    /// <inheritdoc/>
    public override void Watch(TrainingEpoch epoch)
    {
        _history.Add(epoch);
        run.ShowStatus(string.Create(CultureInfo.InvariantCulture, $"{name}: epoch {epoch.Epoch}"
            + $"{(epochs is { } all ? $"/{all}" : "")}, loss {epoch.TrainLoss:G4}, validation "
            + $"{epoch.ValidationLoss:G4}"), epochs is > 0 and var most ? Math.Min(1.0, (double)epoch.Epoch / most)
            : null);
    }

    /// <summary>Writes the curves of a training, and its result to the manifest.</summary>
    public void Complete()
    {
        if (_history.Count == 0)
            return;
        run.ShowStatus("");
        TrainingEpoch best = _history.MinBy(epoch => epoch.ValidationLoss);
        run.AddFact($"training.{name}.best_epoch", best.Epoch.ToString(CultureInfo.InvariantCulture));
        run.AddFact($"training.{name}.validation_loss",
            best.ValidationLoss.ToString("R", CultureInfo.InvariantCulture));
        AtomicFile.Write(run.Folder.InRoom("training", name, ".json"), stream => JsonSerializer.Serialize(stream, new
        {
            name,
            best_epoch = best.Epoch,
            train = _history.Select(epoch => epoch.TrainLoss),
            validation = _history.Select(epoch => epoch.ValidationLoss),
        }));
    }
}
