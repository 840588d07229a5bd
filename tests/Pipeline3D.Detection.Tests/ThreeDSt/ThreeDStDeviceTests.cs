using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.ThreeDSt;

/// <summary>Scores of a device, here ILGPU's CPU accelerator, beside those of the cores.</summary>
[OnTheEmulator]
public sealed class ThreeDStDeviceTests
{
    [Theory]
    [InlineData(8, 2, 8, NeighbourEncoding.Relative, 7), InlineData(16, 1, 0, NeighbourEncoding.Relative, 9)]
    [InlineData(8, 1, 5, NeighbourEncoding.Absolute, 8)]
    public void Score_OnADevice_WithinTheToleranceOfTheCores(
        int width, int blocks, int outputs, NeighbourEncoding encoding, int seed)
        => AssertSameScores(TeacherModel.Random(new NetworkShape
        {
            Width = width, Blocks = blocks, HeadOutputs = outputs, Encoding = encoding,
        }, seed), ScoreForm.Norm, seed);

    [Fact]
    public void Score_FpfhTeacherOnADevice_WithinTheToleranceOfTheCores()
        => AssertSameScores(TeacherModel.FromFpfh(NetworkShape.Standard(8, 1)), ScoreForm.Squared, 4);

    [Theory, InlineData(MapDomain.All), InlineData(MapDomain.Valid)]
    public void Spread_OnADevice_MapOfTheCores(MapDomain domain)
    {
        using ThreeDStModel model = Model(TeacherModel.Random(NetworkShape.Standard(8, 1), 1), ScoreForm.Norm, domain);
        var grid = new OrganizedCloud(24, 18, new PointCloud(24 * 18));
        var random = new Random(5);
        for (int i = 0; i < grid.Points.Count; i++)
            grid.Points[i] = random.Next(5) == 0 ? default : new(i % 24, i / 24, 1 + random.NextSingle());
        int[] pixels = [.. grid.ValidIndices().Where((_, i) => i % 9 == 0)];
        float[] scores = [.. pixels.Select(_ => random.NextSingle())];
        using KernelDevice device = KernelDevice.Emulator();
        using DeviceScope scope = device.Open();
        float[] expected = model.Spread(grid, pixels, scores), found = model.Spread(grid, pixels, scores, 0, scope);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-5f);
    }

    private static void AssertSameScores(TeacherModel teacher, ScoreForm form, int seed)
    {
        using ThreeDStModel model = Model(teacher, form, MapDomain.All);
        using KernelDevice device = KernelDevice.Emulator();
        for (int item = 0; item < 2; item++)
        {
            PointGraph graph = PointGraph.Build(Case.Surface(240 + item, seed + item), 6);
            using DeviceScope scope = device.Open();
            float[] expected = model.Score(graph), found = model.Score(graph, 0, scope);
            float largest = expected.Max();
            Assert.True(largest > 0);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-4 * largest,
                    $"seed {seed}, item {item}, point {i}: {found[i]} for {expected[i]} of {largest}");
            // The cloud, its neighbours, their distances and its order stay for the item; the networks for all.
            Assert.Equal(4, scope.Residents);
            Assert.Equal(teacher.Kind == TeacherKind.Fpfh ? 1 : 2, device.Models.Residents);
        }
    }

    private static ThreeDStModel Model(TeacherModel teacher, ScoreForm form, MapDomain domain)
    {
        var options = new ThreeDStOptions { Epochs = 1, Score = form, Domain = domain };
        return new StudentTraining(options, teacher, [PointGraph.Build(Case.Surface(100, 1), 6)], [], "")
            .Run(new TrainingSchedule());
    }
}
