using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Pretraining;
using Pipeline3D.Detection.ThreeDSt.Scenes;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>Receptive fields, Chamfer distance, decoder and pretraining.</summary>
public sealed class PretrainingTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void ReceptiveField_AnySteps_IsTheUnionOfRepeatedNeighbourhoods(int steps)
    {
        PointGraph graph = PointGraph.Build(Case.Surface(300, 4), 5);
        var seen = new int[300];
        for (int point = 0; point < 300; point += 37)
        {
            var expected = new HashSet<int> { point };
            for (int step = 0; step < steps; step++)
                foreach (int from in expected.ToArray())
                    expected.UnionWith(graph.Index.AsSpan(from * 5, 5).ToArray());
            List<int> found = ReceptiveField.Of(graph, point, steps, seen, point + 1);
            Assert.Equal(point, found[0]);
            Assert.Equal(expected.Order(), found.Order());
        }
    }

    [Fact]
    public void Centred_AnyField_HasItsMeanAtTheOrigin()
    {
        PointGraph graph = PointGraph.Build(Case.Surface(200, 5), 4);
        PointCloud centred = ReceptiveField.Centred(graph, [3, 9, 27, 81], 0.01);
        Assert.Equal(0, centred.X.ToArray().Average(), 1e-4);
        Assert.Equal((graph.Points.X[9] - graph.Points.X[3]) / 0.01, centred.X[1] - centred.X[0], 1e-3);
    }

    [Theory, InlineData(ChamferForm.Squared), InlineData(ChamferForm.Plain)]
    public void Chamfer_RandomClouds_EqualsBruteForceAndFiniteDifferences(ChamferForm form)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            PointCloud a = Random(random, 1 + random.Next(30)), b = Random(random, 1 + random.Next(30));
            var gradient = new float[3 * a.Count];
            double found = Chamfer.Of(a, b, form, gradient);
            Assert.True(Math.Abs(found - Brute(a.ToInterleaved(), b)) < 1e-5 * (1 + found), $"seed {seed}");
            for (int i = 0; i < gradient.Length; i++)
            {
                double[] up = [.. a.ToInterleaved()], down = [.. up];
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double slope = (BruteDouble(up, b) - BruteDouble(down, b)) / 2e-5;
                Assert.True(Math.Abs(slope - gradient[i]) < 1e-3 * (1 + Math.Abs(slope)),
                    $"seed {seed}, element {i}: {gradient[i]} instead of {slope}");
            }
        }

        double Brute(float[] a, PointCloud b) => BruteDouble(Array.ConvertAll(a, value => (double)value), b);

        double BruteDouble(double[] a, PointCloud b)
        {
            double Between(int i, int j) => Math.Pow(a[3 * i] - b.X[j], 2) + Math.Pow(a[(3 * i) + 1] - b.Y[j], 2)
                + Math.Pow(a[(3 * i) + 2] - b.Z[j], 2) is var squared && form == ChamferForm.Squared
                    ? squared : Math.Sqrt(squared);
            int n = a.Length / 3;
            return Enumerable.Range(0, n).Average(i => Enumerable.Range(0, b.Count).Min(j => Between(i, j)))
                + Enumerable.Range(0, b.Count).Average(j => Enumerable.Range(0, n).Min(i => Between(i, j)));
        }
    }

    [Fact]
    public void Decoder_Backward_EqualsFiniteDifferences()
    {
        using var decoder = new Decoder(12, 5, 3);
        float[] weights = decoder.RandomWeights(6);
        var random = new Random(8);
        float[] inputs = [.. Enumerable.Range(0, 36).Select(_ => random.NextSingle() - 0.5f)];
        Loss(weights, inputs);
        for (int row = 0; row < 3; row++)
            for (int i = 0; i < 15; i++)
                decoder.OutputGradient(row)[i] = Factor(row, i);
        decoder.Backward();
        float[] gradient = [.. decoder.Gradient], back = [.. Enumerable.Range(0, 3)
            .SelectMany(row => decoder.InputGradient(row).ToArray())];
        for (int trial = 0; trial < 60; trial++)
        {
            int i = random.Next(weights.Length);
            Near(gradient[i], value => { float[] changed = [.. weights]; changed[i] += value; return Loss(changed,
                inputs); });
            int j = trial % 36;
            Near(back[j], value => { float[] changed = [.. inputs]; changed[j] += value; return Loss(weights,
                changed); });
        }

        double Loss(float[] w, float[] x)
        {
            for (int row = 0; row < 3; row++)
                x.AsSpan(12 * row, 12).CopyTo(decoder.Input(row));
            decoder.Forward(w);
            return Enumerable.Range(0, 3).Sum(row => decoder.Output(row).ToInterleaved()
                .Select((value, i) => (double)value * Factor(row, i)).Sum());
        }

        static float Factor(int row, int i) => MathF.Cos(row + (2 * i));

        static void Near(float gradient, Func<float, double> loss)
        {
            double slope = (loss(2e-3f) - loss(-2e-3f)) / 4e-3;
            Assert.True(Math.Abs(slope - gradient) < 1e-2 * (1 + Math.Abs(slope)), $"{gradient} instead of {slope}");
        }
    }

    [Fact]
    public void Draw_AnyCount_DifferentPointsEvenlySpread()
    {
        var hits = new int[10];
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new SplitMix64(seed, 0);
            int[] drawn = PretrainingStep.Draw(4, 10, ref random);
            Assert.Equal(4, drawn.Distinct().Count());
            foreach (int i in drawn)
                hits[i]++;
        }
        Assert.All(hits, count => Assert.InRange(count, 1050, 1350));
    }

    [Fact]
    public void Complete_SmallScenes_LossFallsAndTheTeacherSurvivesItsFile()
    {
        var history = new List<TrainingEpoch>();
        TeacherModel teacher = Scenes(epochs: 12).Run(new TrainingSchedule { Watch = history.Add });
        Assert.Equal(12, history.Count);
        Assert.True(history[^1].TrainLoss < 0.6 * history[0].TrainLoss,
            $"{history[0].TrainLoss} to {history[^1].TrainLoss}");
        MethodRunner method = Learnt.Method<ThreeDStTeacher>();
        using TrainedModel read = TrainedModel.Of(method, new ThreeDStTeacherOptions(), teacher, "scenes",
            Pipeline3D.Core.Recipes.Recipe.Nothing, "hash", 4).ThroughItsFile();
        var found = (TeacherModel)read.Model;
        Assert.Equal(teacher.Weights.ToArray(), found.Weights.ToArray());
        Assert.Equal((teacher.Shape, 6, teacher.SceneScale, "hash"),
            (found.Shape, found.Neighbours, found.SceneScale, found.DatasetHash));
        Assert.Equal("12", found.Provenance["epochs"]);
    }

    [Fact]
    public void Complete_AtAnyThreads_SameWeights()
    {
        float[][] weights = [.. new[] { 1, 2, 3 }.Select(threads => Scenes(epochs: 2)
            .Run(new TrainingSchedule { Threads = threads }).Weights.ToArray())];
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
    }

    [Fact]
    public void Add_SceneSmallerThanTheLoss_IsRefused()
    {
        using IFit<GraphSample, TeacherModel> fit = new ThreeDStTeacher().Begin(
            new ThreeDStTeacherOptions { LossPoints = 64 });
        var small = new GraphSample(PointGraph.Build(Case.Surface(20, 1), 4), [.. Enumerable.Range(0, 20)]);
        Assert.Contains("64 points", Assert.Throws<ArgumentException>(
            () => fit.Add(small, Role.Train, new MethodContext())).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => fit.Complete([], new FitRun(), default));
    }

    internal static TeacherTraining Scenes(int epochs)
    {
        var generator = new SceneGenerator(new SceneOptions { Points = 256, Objects = 3, Reach = 1 }, 1, []);
        PointGraph[] scenes = [.. Enumerable.Range(0, 6).Select(i => PointGraph.Build(generator.Make(i), 6))];
        return new TeacherTraining(new ThreeDStTeacherOptions
        {
            Width = 8, Blocks = 1, Epochs = epochs, DecoderPoints = 32, LossPoints = 8, LearningRate = 5e-3,
        }, scenes[..4], scenes[4..], "hash");
    }

    private static PointCloud Random(Random random, int count)
    {
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
            cloud[i] = new(random.NextSingle(), random.NextSingle(), random.NextSingle());
        return cloud;
    }
}
