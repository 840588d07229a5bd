using System.Globalization;

namespace Pipeline3D.Detection;

/// <summary>Pretrains a teacher: add every scene with its neighbours, then complete.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.2. Keeps the scenes with their neighbours (about 8 n k
/// bytes each, 12 n k while it trains). The result depends on scenes, their order and the options alone, not on
/// threads.</remarks>
public sealed class TeacherTrainer
{
    /// <summary>Name of the method in checkpoint files.</summary>
    public const string CheckpointMethod = "3d-st-pretraining-checkpoint";

    private readonly List<PointGraph> _train = [], _validation = [];

    /// <summary>Starts with checked options.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public TeacherTrainer(PretrainingOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options.</summary>
    public PretrainingOptions Options { get; }

    /// <summary>Training scenes added so far.</summary>
    public int Scenes => _train.Count;

    /// <summary>The epochs of the training that was completed.</summary>
    public IReadOnlyList<TrainingEpoch> History { get; private set; } = [];

    /// <summary>Adds a scene.</summary>
    /// <param name="scene">At least as many points as the loss draws; not copied.</param>
    /// <param name="isValidation">Whether it judges instead of teaching.</param>
    /// <exception cref="ArgumentException">It has too few points, or another number of neighbours than those
    /// before.</exception>
    public void Add(PointGraph scene, bool isValidation)
    {
        if (scene.Count < Options.LossPoints)
            throw new ArgumentException($"a scene of {scene.Count} points is less than the {Options.LossPoints} points "
                + "that the loss draws from it");
        if (_train.Concat(_validation).FirstOrDefault() is { } first && first.K != scene.K)
            throw new ArgumentException($"a scene has {scene.K} neighbours per point, those before have {first.K}");
        (isValidation ? _validation : _train).Add(scene);
    }

    /// <summary>Trains, and makes the teacher of the weights with the lowest validation loss.</summary>
    /// <param name="schedule">Checkpoints and watchers.</param>
    /// <param name="datasetHash">Fingerprint of the scenes, kept in the model file; may be empty.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">No training scene was added.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="ModelFormatException">The checkpoint to resume from does not fit.</exception>
    public TeacherModel Complete(TrainingSchedule schedule, string datasetHash = "", CancellationToken stop = default)
    {
        if (_train.Count == 0)
            throw new InvalidOperationException("no training scene was added; a teacher needs at least one");
        double scale = _train.Average(scene => scene.MeanDistance());
        using var task = new PretrainingTask(Options, _train, _validation, scale, schedule.Threads);
        TrainingState state = new TrainingLoop(task, CheckpointMethod, Identity(scale), Options.Epochs, Options.Seed,
            schedule).Run(stop);
        History = state.History;
        return TeacherModel.Pretrained(Options.Shape, state.Best, _train[0].K, scale, Options.Seed, datasetHash,
            new Dictionary<string, string>(Identity(scale), StringComparer.Ordinal)
            {
                ["epochs"] = OptionReader.Text(Options.Epochs),
                ["best_epoch"] = OptionReader.Text(state.BestEpoch),
                ["validation_loss"] = OptionReader.Text(state.BestLoss),
            });
    }

    // The number of epochs is no part of it: a training may go on for longer than was planned.
    private Dictionary<string, string> Identity(double scale)
        => new(ShapeText.Write(Options.Shape, ""), StringComparer.Ordinal)
        {
            ["learning_rate"] = OptionReader.Text(Options.LearningRate),
            ["weight_decay"] = OptionReader.Text(Options.WeightDecay),
            ["decoder_points"] = OptionReader.Text(Options.DecoderPoints),
            ["loss_points"] = OptionReader.Text(Options.LossPoints),
            ["chamfer"] = Options.Chamfer.ToString(),
            ["seed"] = OptionReader.Text(Options.Seed),
            ["neighbours"] = OptionReader.Text(_train[0].K),
            ["scenes"] = OptionReader.Text(_train.Count),
            ["points"] = string.Create(CultureInfo.InvariantCulture, $"{_train.Sum(scene => (long)scene.Count)}"),
            ["scene_scale"] = OptionReader.Text(scale),
        };
}
