using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>Students: what they learn, checkpoints, divergence, model files.</summary>
public sealed class StudentTrainingTests
{
    private static readonly TeacherModel Teacher = TeacherModel.Random(NetworkShape.Standard(8, 2), 3);

    [Fact]
    public void Complete_NormalSheets_ABumpScoresHigherThanTheRest()
    {
        using ThreeDStModel model = Sheets(new ThreeDStOptions { Epochs = 40, LearningRate = 1e-2 })
            .Run(new TrainingSchedule());
        PointCloud cloud = Case.Surface(600, 99);
        int[] bump = [.. Enumerable.Range(0, 600).Where(i => Math.Abs(cloud.X[i] - 0.5f) < 0.1f
            && Math.Abs(cloud.Y[i] - 0.5f) < 0.1f)];
        foreach (int i in bump)
            cloud.Z[i] += 0.1f * MathF.Sin(40 * cloud.X[i]);
        float[] scores = model.Score(PointGraph.Build(cloud, 6));
        double inside = bump.Average(i => scores[i]),
            outside = Enumerable.Range(0, 600).Except(bump).Average(i => scores[i]);
        Assert.True(inside > 2 * outside, $"{inside} against {outside}");
        Assert.All(scores, score => Assert.True(score >= 0));
    }

    [Fact]
    public void Statistics_SeveralClouds_EqualTheDirectOnes()
    {
        using var network = new DescriptorNetwork(Teacher.Shape, Teacher.Weights);
        var statistics = new DescriptorStatistics(8);
        var all = new List<float[]>();
        for (int seed = 0; seed < 3; seed++)
        {
            PointGraph graph = PointGraph.Build(Case.Surface(300 + (seed * 111), seed), 6);
            network.Run(graph, 0.02, 2, buffers => statistics.Add(buffers.Rows(8), graph.Count, 2,
                CancellationToken.None), CancellationToken.None);
            all.AddRange(network.Describe(graph, 0.02).Chunk(8));
        }
        Whitening found = statistics.Complete();
        for (int c = 0; c < 8; c++)
        {
            double mean = all.Average(row => (double)row[c]);
            Assert.Equal(mean, found.Mean[c], 1e-9);
            Assert.Equal(Math.Sqrt(all.Average(row => (row[c] - mean) * (row[c] - mean))), found.Deviation[c], 1e-9);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Complete_ResumedFromACheckpoint_SameBitsAsUninterrupted(bool rotate)
    {
        using var folder = new TempFolder();
        ThreeDStOptions options = new() { Epochs = 7, AugmentRotation = rotate, Seed = 5 };
        using ThreeDStModel whole = Sheets(options).Run(new TrainingSchedule());
        using ThreeDStModel half = Sheets(options with { Epochs = 4 })
            .Run(new TrainingSchedule { CheckpointPath = folder["c"], CheckpointEvery = 3 });
        var epochs = new List<int>();
        using ThreeDStModel resumed = Sheets(options).Run(new TrainingSchedule
        {
            ResumePath = folder["c"], Threads = 2, Watch = epoch => epochs.Add(epoch.Epoch),
        });
        Assert.Equal(Bytes(whole), Bytes(resumed));
        Assert.NotEqual(Bytes(half), Bytes(resumed));
        Assert.Equal(Enumerable.Range(1, 7), epochs);
    }

    [Fact]
    public void Run_OwnCheckpointIsThere_GoesOnFromItAndEndsByteEqual()
    {
        using var folder = new TempFolder();
        ThreeDStOptions options = new() { Epochs = 6, Seed = 5 };
        using ThreeDStModel whole = Sheets(options).Run(new TrainingSchedule());
        Sheets(options with { Epochs = 4 }).Run(new TrainingSchedule { CheckpointPath = folder["c"] }).Dispose();
        var (epochs, remarks) = (new List<int>(), new List<string>());
        using ThreeDStModel resumed = Sheets(options).Run(new TrainingSchedule
        {
            CheckpointPath = folder["c"], Watch = epoch => epochs.Add(epoch.Epoch), Remark = remarks.Add,
        });
        Assert.Equal(Bytes(whole), Bytes(resumed));
        Assert.Equal(Enumerable.Range(1, 6), epochs);
        Assert.Contains("goes on after epoch 4", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CheckpointOfAnotherTraining_BeginsAnewAndSaysSo()
    {
        using var folder = new TempFolder();
        ThreeDStOptions options = new() { Epochs = 2, Seed = 5 };
        Sheets(options with { LearningRate = 0.1 }).Run(new TrainingSchedule { CheckpointPath = folder["c"] })
            .Dispose();
        var remarks = new List<string>();
        using ThreeDStModel model = Sheets(options).Run(new TrainingSchedule
        {
            CheckpointPath = folder["c"], Remark = remarks.Add,
        });
        using ThreeDStModel whole = Sheets(options).Run(new TrainingSchedule());
        Assert.Equal(Bytes(whole), Bytes(model));
        Assert.Contains("learning_rate is 0.1 there", Assert.Single(remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_PretrainingResumed_SameBitsAsUninterrupted()
    {
        using var folder = new TempFolder();
        TeacherModel whole = PretrainingTests.Scenes(5).Run(new TrainingSchedule());
        PretrainingTests.Scenes(2).Run(new TrainingSchedule { CheckpointPath = folder["c"] });
        TeacherModel resumed = PretrainingTests.Scenes(5).Run(new TrainingSchedule { ResumePath = folder["c"] });
        Assert.Equal(whole.Weights.ToArray(), resumed.Weights.ToArray());
        Assert.Equal(whole.Provenance["validation_loss"], resumed.Provenance["validation_loss"]);
    }

    [Fact]
    public void Complete_CheckpointOfAnotherTraining_NamesEveryDifference()
    {
        using var folder = new TempFolder();
        Sheets(new ThreeDStOptions { Epochs = 1 }).Run(new TrainingSchedule { CheckpointPath
            = folder["c"] }).Dispose();
        var schedule = new TrainingSchedule { ResumePath = folder["c"] };
        string message = Assert.Throws<ModelFormatException>(() => Sheets(new ThreeDStOptions
        {
            Epochs = 2, LearningRate = 5e-3, Seed = 9,
        }, TeacherModel.Random(NetworkShape.Standard(16, 2), 3)).Run(schedule)).Message;
        Assert.Contains("width is 8 there and 16 here", message, StringComparison.Ordinal);
        Assert.Contains("learning_rate is 0.001 there and 0.005 here", message, StringComparison.Ordinal);
        Assert.Contains("seed is 1 there and 10 here", message, StringComparison.Ordinal);
        Assert.Contains("not a '3d-st-pretraining-checkpoint'", Assert.Throws<ModelFormatException>(
            () => PretrainingTests.Scenes(2).Run(schedule)).Message, StringComparison.Ordinal);
        byte[] bytes = File.ReadAllBytes(folder["c"]);
        bytes[8]++;
        File.WriteAllBytes(folder["c"], bytes);
        Assert.Contains("format 2", Assert.Throws<ModelFormatException>(() => Sheets(new ThreeDStOptions { Epochs = 2 })
            .Run(schedule)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_DivergingLoss_StopsAndLeavesTheLastGoodState()
    {
        using var folder = new TempFolder();
        // A cloud whose coordinates overflow once they are scaled: its loss is not finite in the second epoch.
        var loop = new TrainingLoop(new Exploding(), "test", new Dictionary<string, string>(), 5, 0,
            new TrainingSchedule { CheckpointPath = folder["c"] });
        var error = Assert.Throws<TrainingDivergedException>(() => loop.Run(CancellationToken.None));
        Assert.Equal((3, folder["c"]), (error.Epoch, error.Checkpoint));
        Assert.Contains(folder["c"], error.Message, StringComparison.Ordinal);
        var task = new Exploding();
        using FileStream file = File.OpenRead(folder["c"]);
        TrainingState state = TrainingState.Load(file, "test", new Dictionary<string, string>(), task.Parts);
        Assert.Equal(2, state.History.Count);
        Assert.Equal([2f], task.Parts[0].Weights);
    }

    [Theory, InlineData(TeacherKind.Random), InlineData(TeacherKind.Fpfh)]
    public void Load_SavedModel_ScoresBitEqually_DamagedOnes_AreRefused(TeacherKind kind)
    {
        using var folder = new TempFolder();
        using TrainedModel model = Learnt.Of<ThreeDStMethod>(new ThreeDStOptions
        {
            Points = 0, Neighbours = 6, Epochs = 1, Score = ScoreForm.Squared, TeacherKind = kind, Width = 8,
                Blocks = 1,
        }, Enumerable.Range(0, 3).Select(i => Learnt.Scan(Case.Surface(200, i))));
        using TrainedModel read = model.ThroughItsFile();
        PointCloud cloud = Case.Surface(300, 77);
        Assert.Equal(model.Score(Learnt.Scan(cloud)).Each, read.Score(Learnt.Scan(cloud)).Each);
        Assert.Equal(model.Options, read.Options);
        Assert.Equal(kind, ((ThreeDStModel)read.Model).Teacher.Kind);
        byte[] bytes = model.Bytes();
        bytes[^100]++;
        File.WriteAllBytes(folder["bad.safetensors"], bytes);
        Assert.Contains("tensors_sha256", Assert.Throws<ModelFormatException>(() => TrainedModel.Load(
            folder["bad.safetensors"], _ => model.Method)).Message, StringComparison.Ordinal);
        Assert.Contains("7 neighbours", Assert.Throws<ArgumentException>(() => ((ThreeDStModel)model.Model).Score(
            PointGraph.Build(Case.Surface(50, 1), 7))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_TooFewOrCoincidingPoints_SaysSoOrWorks()
    {
        Assert.Contains("at least 7 points", Assert.Throws<ArgumentException>(
            () => PointGraph.Build(Case.Surface(6, 1), 6)).Message, StringComparison.Ordinal);
        PointCloud doubled = Case.Surface(100, 2);
        for (int i = 0; i < 50; i++)
            doubled[i + 50] = doubled[i];
        PointGraph graph = PointGraph.Build(doubled, 6);
        for (int i = 0; i < 100; i++)
            Assert.DoesNotContain(i, graph.Index.AsSpan(i * 6, 6).ToArray());
        Assert.Equal(100, graph.Distance.Count(distance => distance == 0));
        using var network = new DescriptorNetwork(Teacher.Shape, Teacher.Weights);
        Assert.All(network.Describe(graph, graph.MeanDistance()), value => Assert.True(float.IsFinite(value)));
        PointGraph single = PointGraph.Build(new PointCloud(20), 6);
        Assert.Contains("all lie in one place", Assert.Throws<ArgumentOutOfRangeException>(
            () => network.Describe(single, single.MeanDistance())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_NaNWeight_IsNamed()
    {
        float[] weights = Teacher.Weights.ToArray();
        weights[^1] = float.NaN;
        Assert.Contains("head.2.bias[7]) is NaN", Assert.Throws<ArgumentException>(
            () => new DescriptorNetwork(Teacher.Shape, weights)).Message, StringComparison.Ordinal);
    }

    private static StudentTraining Sheets(ThreeDStOptions options, TeacherModel? teacher = null)
    {
        PointGraph[] sheets = [.. Enumerable.Range(0, 4).Select(i => PointGraph.Build(Case.Surface(600, i), 6))];
        return new StudentTraining(options, teacher ?? Teacher, sheets[..3], sheets[3..], "hash");
    }

    // Options are not compared: the number of epochs asked for may differ between a training and its continuation.
    private static float[] Bytes(ThreeDStModel model) => [.. model.StudentNumbers, model.BestEpoch,
        .. Array.ConvertAll(model.Whitening.Mean, value => (float)value), (float)model.Scale];

    /// <summary>Counts its epochs in its only weight; its loss is infinite in the third.</summary>
    private sealed class Exploding : ITrainingTask
    {
        public int TrainItems => 1;

        public int ValidationItems => 0;

        public IReadOnlyList<TrainedPart> Parts { get; } = [new TrainedPart("weights", [0], new AdamState(1))];

        public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
        {
            Parts[0].Weights[0] = epoch;
            return epoch == 3 ? double.PositiveInfinity : 1.0 / epoch;
        }

        public double Validate(int item, CancellationToken stop) => 0;
    }
}
