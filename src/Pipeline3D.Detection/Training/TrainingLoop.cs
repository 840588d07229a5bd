using System.Globalization;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Training;

/// <summary>Epochs over a task's items in a seeded order; keeps the weights of the lowest validation loss, or the
/// last ones.</summary>
/// <remarks>Resuming from a checkpoint repeats exactly what an uninterrupted training would have done: order and draws
/// depend on seed and epoch alone.</remarks>
internal sealed class TrainingLoop(
    ITrainingTask task, string method, IReadOnlyDictionary<string, string> identity, int epochs, long seed,
    TrainingSchedule schedule)
{
    private const double MaxGrowth = 1e6;

    /// <summary>Trains to the end.</summary>
    /// <exception cref="TrainingDivergedException">Loss or weights are no longer finite.</exception>
    /// <exception cref="ModelFormatException">The checkpoint to resume from does not fit.</exception>
    /// <exception cref="FitPausedException">The run is drained; the checkpoint is whole.</exception>
    public TrainingState Run(CancellationToken stop)
    {
        TrainingState state = Begin();
        // Those of the checkpoint, too, so that the curves of a resumed training are whole.
        state.History.ForEach(schedule.Watch);
        while (state.History.Count < epochs)
        {
            int epoch = state.History.Count + 1;
            int[] steps = TrainingState.StepsOf(task.Parts);
            float[][] before = TrainingState.Copy(task.Parts);
            TrainingEpoch done = RunEpoch(epoch, state, before, steps, stop);
            state.History.Add(done);
            if (task.KeepsLast || state.BestEpoch == 0 || done.ValidationLoss < state.BestLoss)
                (state.Best, state.BestEpoch) = ([.. task.Parts[0].Weights], epoch);
            schedule.Watch(done);
            if (schedule.CheckpointPath is { } path && (epoch % schedule.CheckpointEvery == 0 || epoch == epochs))
                Save(path, state, TrainingState.Copy(task.Parts), TrainingState.StepsOf(task.Parts));
        }
        return state;
    }

    private TrainingState Begin()
    {
        if (schedule.CheckpointPath is { } own && File.Exists(own))
        {
            try
            {
                TrainingState found = Load(own);
                schedule.Remark($"the training goes on after epoch {found.History.Count}, where it was ended");
                return found;
            }
            catch (ModelFormatException cause)
            {
                schedule.Remark($"the training begins anew, as {own} cannot be used: {cause.Message}");
            }
        }
        return schedule.ResumePath is { } path ? Load(path) : new TrainingState(method, identity);
    }

    private TrainingState Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return TrainingState.Load(file, method, identity, task.Parts);
    }

    private TrainingEpoch RunEpoch(int epoch, TrainingState state, float[][] before, int[] steps,
        CancellationToken stop)
    {
        double sum = 0;
        int[] order = Order(epoch);
        int learnt = task.DropsLast ? order.Length / task.BatchSize * task.BatchSize : order.Length;
        for (int first = 0; first < learnt; first += task.BatchSize)
        {
            stop.ThrowIfCancellationRequested();
            PauseWhenDrained(state, before, steps);
            int[] batch = order[first..Math.Min(first + task.BatchSize, learnt)];
            double loss = task.Learn(batch, epoch, stop);
            if (!double.IsFinite(loss) || (epoch > 1 && Math.Abs(loss) > MaxGrowth
                * (Math.Abs(state.History[0].TrainLoss) + 1)))
                throw Diverged(epoch, string.Create(CultureInfo.InvariantCulture,
                    $"the loss of training {(batch.Length == 1 ? "item" : "items")} {string.Join(", ", batch)} is "
                    + $"{loss}"), state, before, steps);
            sum += loss * batch.Length;
        }
        double train = sum / learnt, validation = 0;
        for (int item = 0; item < task.ValidationItems; item++)
        {
            PauseWhenDrained(state, before, steps);
            validation += task.Validate(item, stop) / task.ValidationItems;
        }
        if (!double.IsFinite(validation) || task.Parts.Any(part => part.Weights.Any(weight => !float.IsFinite(weight))))
            throw Diverged(epoch, "weights or validation loss are not finite after it", state, before, steps);
        // Rounded to what a checkpoint keeps, so that a resumed training compares the same numbers.
        return new TrainingEpoch(epoch, (float)train, (float)(task.ValidationItems == 0 ? train : validation));
    }

    // An epoch that was begun is done again by the next attempt: only whole ones are the same after a resume.
    private void PauseWhenDrained(TrainingState state, float[][] before, int[] steps)
    {
        if (!schedule.Drain.IsCancellationRequested || schedule.CheckpointPath is not { } path)
            return;
        Save(path, state, before, steps);
        throw new FitPausedException($"the training was ended after epoch {state.History.Count} of {epochs}, and its "
            + $"state is kept in {path}");
    }

    private TrainingDivergedException Diverged(int epoch, string what, TrainingState state, float[][] before,
        int[] steps)
    {
        if (schedule.CheckpointPath is { } path)
            Save(path, state, before, steps);
        return new TrainingDivergedException(epoch, what, schedule.CheckpointPath);
    }

    private void Save(string path, TrainingState state, float[][] copies, int[] steps)
    {
        // A checkpoint is whole or not there: a training may be killed at any moment.
        string temporary = $"{path}.tmp";
        using (FileStream file = File.Create(temporary))
        {
            state.Save(file, task.Parts, copies, steps);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    private int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, task.TrainItems)];
        var random = new SplitMix64(seed, epoch);
        random.Shuffle(order.AsSpan());
        return order;
    }
}
