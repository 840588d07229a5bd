using System.Globalization;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>Trains a student of one category.</summary>
/// <remarks>Source: Bergmann and Sattlegger 2023, section 3.3. The teacher describes each cloud anew at each step,
/// which costs less than keeping n d descriptors per cloud. The result depends on clouds, their order and the options
/// alone, not on threads.</remarks>
/// <param name="options">How to train.</param>
/// <param name="teacher">What to imitate.</param>
/// <param name="train">Normal clouds with their neighbours, all with as many.</param>
/// <param name="validation">Clouds that choose the epoch; may be none.</param>
/// <param name="trainingHash">Fingerprint of the clouds; part of what makes a training the same.</param>
internal sealed class StudentTraining(ThreeDStOptions options, TeacherModel teacher, IReadOnlyList<PointGraph> train,
    IReadOnlyList<PointGraph> validation, string trainingHash)
{
    /// <summary>Name of the kind of training in checkpoint files.</summary>
    public const string CheckpointMethod = "3d-st-student-checkpoint";

    /// <summary>Measures s, mean and deviation, trains, and makes the model of the weights with the lowest validation
    /// loss.</summary>
    /// <param name="schedule">Checkpoints and watchers.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">There is no training cloud.</exception>
    /// <exception cref="ArgumentOutOfRangeException">All points of all clouds lie in one place.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="ModelFormatException">The checkpoint to resume from does not fit.</exception>
    public ThreeDStModel Run(TrainingSchedule schedule, CancellationToken stop = default)
    {
        if (train.Count == 0)
            throw new InvalidOperationException("no training cloud was added; a student needs at least one");
        double scale = train.Sum(cloud => cloud.MeanDistance() * cloud.Count) / train.Sum(cloud =>
            (double)cloud.Count);
        (ITeacher describing, IDisposable? owned) = teacher.Open();
        using (owned)
        {
            Whitening whitening = WhiteningOf(describing, scale, schedule.Threads, stop);
            var layout = new NetworkLayout(teacher.Shape);
            using var task = new StudentTask(options, layout, describing, whitening, train, validation, scale,
                schedule.Threads);
            TrainingState state = new TrainingLoop(task, CheckpointMethod, Identity(scale), options.Epochs,
                options.StudentSeed, schedule).Run(stop);
            return new ThreeDStModel(teacher, state.Best, whitening, scale, train[0].K, options, state.BestEpoch);
        }
    }

    // Kept as the model file keeps it, so that a saved model scores bit-equally.
    private Whitening WhiteningOf(ITeacher describing, double scale, int threads, CancellationToken stop)
    {
        var statistics = new DescriptorStatistics(describing.Outputs);
        foreach (PointGraph cloud in train)
            describing.Describe(cloud, scale, threads, rows => statistics.Add(rows, cloud.Count, threads, stop), stop);
        Whitening exact = statistics.Complete();
        return new Whitening(Array.ConvertAll(exact.Mean, value => (double)(float)value),
            Array.ConvertAll(exact.Deviation, value => (double)(float)value));
    }

    // The number of epochs is no part of it: a training may go on for longer than was planned.
    private Dictionary<string, string> Identity(double scale)
        => new(ShapeText.Write(teacher.Shape, ""), StringComparer.Ordinal)
        {
            ["learning_rate"] = OptionReader.Text(options.LearningRate),
            ["weight_decay"] = OptionReader.Text(options.WeightDecay),
            ["augment_rotation"] = options.AugmentRotation ? "true" : "false",
            ["seed"] = OptionReader.Text(options.StudentSeed),
            ["teacher"] = teacher.ToString(),
            ["neighbours"] = OptionReader.Text(train[0].K),
            ["clouds"] = OptionReader.Text(train.Count),
            ["points"] = string.Create(CultureInfo.InvariantCulture, $"{train.Sum(cloud => (long)cloud.Count)}"),
            ["scale"] = OptionReader.Text(scale),
            ["training_hash"] = trainingHash,
        };
}
