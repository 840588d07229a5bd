using System.Globalization;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.ThreeDSt.Pretraining;

/// <summary>Pretrains a teacher on scenes.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.2. A scene takes about 8 n k bytes, 12 n k while it trains.
/// The result depends on scenes, their order and the options alone, not on threads.</remarks>
/// <param name="options">How to train.</param>
/// <param name="train">Scenes with their neighbours, all with as many.</param>
/// <param name="validation">Scenes that choose the epoch; may be none.</param>
/// <param name="trainingHash">Fingerprint of the scenes; part of what makes a training the same.</param>
internal sealed class TeacherTraining(ThreeDStTeacherOptions options, IReadOnlyList<PointGraph> train,
    IReadOnlyList<PointGraph> validation, string trainingHash)
{
    /// <summary>Name of the kind of training in checkpoint files.</summary>
    public const string CheckpointMethod = "3d-st-pretraining-checkpoint";

    /// <summary>Trains, and makes the teacher of the weights with the lowest validation loss.</summary>
    /// <param name="schedule">Checkpoints and watchers.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">There is no training scene.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="ModelFormatException">The checkpoint to resume from does not fit.</exception>
    public TeacherModel Run(TrainingSchedule schedule, CancellationToken stop = default)
    {
        if (train.Count == 0)
            throw new InvalidOperationException("no training scene was added; a teacher needs at least one");
        double scale = train.Average(scene => scene.MeanDistance());
        using var task = new PretrainingTask(options, train, validation, scale, schedule.Threads);
        TrainingState state = new TrainingLoop(task, CheckpointMethod, Identity(scale), options.Epochs,
            options.TrainingSeed, schedule).Run(stop);
        Dictionary<string, string> provenance = Identity(scale);
        provenance.Remove("training_hash");
        provenance["epochs"] = OptionReader.Text(options.Epochs);
        provenance["best_epoch"] = OptionReader.Text(state.BestEpoch);
        provenance["validation_loss"] = OptionReader.Text(state.BestLoss);
        return TeacherModel.Pretrained(options.Shape, state.Best, train[0].K, scale, options.TrainingSeed, trainingHash,
            provenance);
    }

    // The number of epochs is no part of it: a training may go on for longer than was planned.
    private Dictionary<string, string> Identity(double scale)
        => new(ShapeText.Write(options.Shape, ""), StringComparer.Ordinal)
        {
            ["learning_rate"] = OptionReader.Text(options.LearningRate),
            ["weight_decay"] = OptionReader.Text(options.WeightDecay),
            ["decoder_points"] = OptionReader.Text(options.DecoderPoints),
            ["loss_points"] = OptionReader.Text(options.LossPoints),
            ["chamfer"] = options.Chamfer.ToString(),
            ["seed"] = OptionReader.Text(options.TrainingSeed),
            ["neighbours"] = OptionReader.Text(train[0].K),
            ["scenes"] = OptionReader.Text(train.Count),
            ["points"] = string.Create(CultureInfo.InvariantCulture, $"{train.Sum(scene => (long)scene.Count)}"),
            ["scene_scale"] = OptionReader.Text(scale),
            ["training_hash"] = trainingHash,
        };
}
