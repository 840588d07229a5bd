using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>What a run keeps and shows of a training: the live line, the loss curves, the checkpoint.</summary>
internal sealed class TrainingRecord(RunContext run, string name, int epochs)
{

    /// <summary>How the training is to run.</summary>
    /// <param name="every">Epochs between checkpoints; 0 for none.</param>
    /// <param name="resume">Folder of checkpoints to go on from; empty to begin anew.</param>
    public TrainingSchedule Schedule(int every, string resume)
    {
        string? from = resume.Length == 0 ? null
            : Path.Combine(resume, Path.GetFileName(run.Folder.InRoom("checkpoints", name, ".p3dc")));
        if (from is not null && !File.Exists(from))
            throw new FileNotFoundException(
                $"there is no checkpoint {from} to resume from; give the checkpoints folder "
                + "of an earlier run of the same pipeline");
        return new TrainingSchedule
        {
            CheckpointPath = every == 0 ? null : run.Folder.InRoom("checkpoints", name, ".p3dc"),
            CheckpointEvery = Math.Max(every, 1),
            ResumePath = from,
            Watch = Show,
        };
    }

    /// <summary>Writes the curves, and the result to the manifest.</summary>
    public void Complete(IReadOnlyList<TrainingEpoch> history)
    {
        run.ShowStatus("");
        TrainingEpoch best = history.MinBy(epoch => epoch.ValidationLoss);
        run.AddFact($"training.{name}.best_epoch", best.Epoch.ToString(CultureInfo.InvariantCulture));
        run.AddFact($"training.{name}.validation_loss",
            best.ValidationLoss.ToString("R", CultureInfo.InvariantCulture));
        AtomicFile.Write(run.Folder.InRoom("training", name, ".json"), stream => JsonSerializer.Serialize(stream, new
        {
            name,
            best_epoch = best.Epoch,
            train = history.Select(epoch => epoch.TrainLoss),
            validation = history.Select(epoch => epoch.ValidationLoss),
        }));
    }

    private void Show(TrainingEpoch epoch)
    {
        run.ShowStatus(string.Create(CultureInfo.InvariantCulture,
            $"{name}: epoch {epoch.Epoch}/{epochs}, loss {epoch.TrainLoss:G4}, validation {epoch.ValidationLoss:G4}"));
    }
}
