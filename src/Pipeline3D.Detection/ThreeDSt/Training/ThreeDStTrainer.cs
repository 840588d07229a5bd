using System.Globalization;

namespace Pipeline3D.Detection;

/// <summary>Trains a student of one category: add every normal cloud with its neighbours, then complete.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.3. The teacher describes each cloud anew at each step,
/// which costs less than keeping n d descriptors per cloud. The result depends on clouds, their order and the options
/// alone, not on threads.</remarks>
public sealed class ThreeDStTrainer
{
    /// <summary>Name of the method in checkpoint files.</summary>
    public const string CheckpointMethod = "3d-st-student-checkpoint";

    private readonly TeacherModel _teacher;
    private readonly List<PointGraph> _train = [], _validation = [];

    /// <summary>Starts with checked options.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="teacher">What to imitate.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ThreeDStTrainer(StudentOptions options, TeacherModel teacher)
    {
        options.Validate();
        (Options, _teacher) = (options, teacher);
    }

    /// <summary>The options.</summary>
    public StudentOptions Options { get; }

    /// <summary>The epochs of the training that was completed.</summary>
    public IReadOnlyList<TrainingEpoch> History { get; private set; } = [];

    /// <summary>Adds a normal cloud.</summary>
    /// <param name="cloud">The cloud with its neighbours; not copied.</param>
    /// <param name="isValidation">Whether it chooses the epoch instead of teaching.</param>
    /// <exception cref="ArgumentException">It has another number of neighbours than those before.</exception>
    public void Add(PointGraph cloud, bool isValidation)
    {
        if (_train.Concat(_validation).FirstOrDefault() is { } first && first.K != cloud.K)
            throw new ArgumentException($"a cloud has {cloud.K} neighbours per point, those before have {first.K}");
        (isValidation ? _validation : _train).Add(cloud);
    }

    /// <summary>Measures s, mean and deviation, trains, and makes the model of the weights with the lowest validation
    /// loss.</summary>
    /// <param name="schedule">Checkpoints and watchers.</param>
    /// <param name="datasetHash">Fingerprint of the training data, kept in the model file; may be empty.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">No training cloud was added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">All points of all clouds lie in one place.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="ModelFormatException">The checkpoint to resume from does not fit.</exception>
    public ThreeDStModel Complete(TrainingSchedule schedule, string datasetHash = "", CancellationToken stop = default)
    {
        if (_train.Count == 0)
            throw new InvalidOperationException("no training cloud was added; a student needs at least one");
        double scale = _train.Sum(cloud => cloud.MeanDistance() * cloud.Count) / _train.Sum(cloud =>
            (double)cloud.Count);
        (ITeacher teacher, IDisposable? owned) = _teacher.Open();
        using (owned)
        {
            Whitening whitening = WhiteningOf(teacher, scale, schedule.Threads, stop);
            var layout = new NetworkLayout(_teacher.Shape);
            using var task = new StudentTask(Options, layout, teacher, whitening, _train, _validation, scale,
                schedule.Threads);
            TrainingState state = new TrainingLoop(task, CheckpointMethod, Identity(scale), Options.Epochs,
                Options.Seed, schedule).Run(stop);
            History = state.History;
            return new ThreeDStModel(_teacher, state.Best, whitening, scale, _train[0].K, Options, datasetHash,
                state.BestEpoch);
        }
    }

    // Kept as the model file keeps it, so that a saved model scores bit-equally.
    private Whitening WhiteningOf(ITeacher teacher, double scale, int threads, CancellationToken stop)
    {
        var statistics = new DescriptorStatistics(teacher.Outputs);
        foreach (PointGraph cloud in _train)
            teacher.Describe(cloud, scale, threads, rows => statistics.Add(rows, cloud.Count, threads, stop), stop);
        Whitening exact = statistics.Complete();
        return new Whitening(Array.ConvertAll(exact.Mean, value => (double)(float)value),
            Array.ConvertAll(exact.Deviation, value => (double)(float)value));
    }

    private Dictionary<string, string> Identity(double scale)
    {
        Dictionary<string, string> identity = ShapeText.Write(_teacher.Shape, "");
        foreach ((string key, string value) in Options.ToText().Where(pair => pair.Key is not ("score" or "domain")))
            identity[key] = value;
        identity["teacher"] = _teacher.ToString();
        identity["neighbours"] = OptionReader.Text(_train[0].K);
        identity["clouds"] = OptionReader.Text(_train.Count);
        identity["points"] = string.Create(CultureInfo.InvariantCulture, $"{_train.Sum(cloud => (long)cloud.Count)}");
        identity["scale"] = OptionReader.Text(scale);
        return identity;
    }
}
