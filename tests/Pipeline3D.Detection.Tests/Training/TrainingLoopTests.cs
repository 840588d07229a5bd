using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.Training;

public sealed class TrainingLoopTests
{
    private const int Epochs = 5;

    private static readonly Dictionary<string, string> Identity = new() { ["what"] = "numbers" };

    [Theory, InlineData(1, 1), InlineData(2, 1), InlineData(3, 2), InlineData(5, 3)]
    public void Run_DrainedWithinAnEpoch_KeepsTheEpochsBeforeAndGoesOnToTheSameWeights(int epoch, int every)
    {
        using var folder = new TempFolder();
        using var drain = new CancellationTokenSource();
        var watched = new List<int>();
        TrainingState whole = Loop(new Numbers(), new TrainingSchedule()).Run(CancellationToken.None);

        var first = new Numbers { OnStep = now => { if (now == epoch) drain.Cancel(); } };
        FitPausedException paused = Assert.Throws<FitPausedException>(() => Loop(first, new TrainingSchedule
        {
            CheckpointPath = folder["c"], CheckpointEvery = every, Drain = drain.Token,
        }).Run(CancellationToken.None));
        var second = new Numbers();
        TrainingState resumed = Loop(second, new TrainingSchedule
        {
            CheckpointPath = folder["c"], CheckpointEvery = every, Watch = done => watched.Add(done.Epoch),
        }).Run(CancellationToken.None);

        Assert.Contains($"after epoch {epoch - 1} of {Epochs}", paused.Message, StringComparison.Ordinal);
        // One step of the epoch was done when the drain came, and no other.
        Assert.Equal((epoch - 1) * Numbers.Steps + 1, first.Done);
        Assert.Equal((Epochs - epoch + 1) * Numbers.Steps, second.Done);
        Assert.Equal(whole.Best, resumed.Best);
        Assert.Equal([1, 2, 3, 4, 5], watched);
    }

    [Fact]
    public void Run_DrainedWithoutACheckpoint_GoesOnToItsEnd()
    {
        using var drain = new CancellationTokenSource();
        drain.Cancel();
        var task = new Numbers();
        Loop(task, new TrainingSchedule { Drain = drain.Token }).Run(CancellationToken.None);
        Assert.Equal(Epochs * Numbers.Steps, task.Done);
    }

    private static TrainingLoop Loop(Numbers task, TrainingSchedule schedule)
        => new(task, "numbers", Identity, Epochs, seed: 3, schedule);

    // Weights that follow the order of the items, so that a step too many or too few shows.
    private sealed class Numbers : ITrainingTask
    {
        public const int Steps = 4;

        public Action<int> OnStep { get; init; } = _ => { };

        public int Done { get; private set; }

        public int TrainItems => Steps;

        public int ValidationItems => 0;

        public int BatchSize => 1;

        public bool KeepsLast => true;

        public IReadOnlyList<TrainedPart> Parts { get; } = [new TrainedPart("w", [1, 2], new AdamState(2, 0.5))];

        public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
        {
            Done++;
            Parts[0].Adam.Step(Parts[0].Weights, [batch[0] - 1.5f, epoch], 0.1, 0);
            OnStep(epoch);
            return 1.0 / epoch;
        }

        public double Validate(int item, CancellationToken stop) => 0;
    }
}
