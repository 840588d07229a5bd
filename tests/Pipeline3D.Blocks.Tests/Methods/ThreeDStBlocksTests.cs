using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Blocks.Sources;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Teachers;

namespace Pipeline3D.Blocks.Tests.Methods;

/// <summary>The blocks of 3D-ST by hand: what they reject, and that every pixel or point gets a score.</summary>
public sealed class ThreeDStBlocksTests : MethodTest
{
    private static readonly ThreeDStOptions Options = new()
    {
        Points = 300, Neighbours = 6, TeacherKind = TeacherKind.Random, Width = 8, Blocks = 1, Epochs = 2,
        CheckpointEvery = 0,
    };

    [Fact]
    public async Task Prepare_TooFewPoints_IsRejected()
        => await RejectedAsync(() => PreparedAsync<ThreeDStMethod>(Options, Cloud(TestScans.Dome(1), 5)),
            RejectReason.TooFewPoints, "5 points", "7 are needed");

    [Fact]
    public async Task Prepare_MorePointsThanAsked_KeepsThatManyDifferentOnes()
    {
        Scan scan = TestScans.Dome(1);
        var sample = (GraphSample)(await PreparedAsync<ThreeDStMethod>(Options, scan)).Sample;
        Assert.Equal(300, sample.Graph.Count);
        Assert.Equal(300, sample.Indices.Distinct().Count());
        Assert.All(sample.Indices, index => Assert.True(scan.Grid!.IsValid(index)));
    }

    [Fact]
    public async Task Score_GridAndCloud_EveryPlaceHasAFiniteScoreAndTheLargestIsTheScans()
    {
        ModelSet models = await FitAsync();
        foreach (Scan scan in new[] { TestScans.Dome(9), Cloud(TestScans.Dome(9), 900), Cloud(TestScans.Dome(9), 250) })
        {
            ScoredScan scored = await ScoredAsync<ThreeDStMethod>(models, Options, scan);
            Assert.Equal(scan.Cloud.Count, scored.Scores.Length);
            Assert.All(scored.Scores, score => Assert.True(float.IsFinite(score) && score >= 0));
            Assert.Equal(scored.Scores.Max(), scored.Score);
        }
    }

    [Fact]
    public async Task Score_OtherSampling_IsRejected()
    {
        ModelSet models = await FitAsync();
        await RejectedAsync(() => ScoredAsync<ThreeDStMethod>(models, Options with { Points = 200 },
            TestScans.Dome(9)), RejectReason.NoModel, "points: 300", "points: 200");
    }

    [Fact]
    public async Task Fit_WithCheckpoints_WritesCurvesAndCheckpointUnderItsNode()
    {
        await LearnAsync<ThreeDStMethod>(Options with { CheckpointEvery = 1 }, TestScans.Dome(1), TestScans.Dome(2));
        Assert.True(File.Exists(Run.Folder.InRoom("checkpoints", "fit-dome", ".p3dc")));
        Assert.True(File.Exists(Run.Folder.InRoom("training", "fit-dome", ".json")));
        Assert.Equal("2", FactOf(".best_epoch"));
    }

    [Fact]
    public async Task Start_TeacherThatIsNotThere_FailsBeforeAnythingRuns()
        => Assert.Contains("3d-st-pretrain.yaml", (await Assert.ThrowsAsync<FileNotFoundException>(
            () => Fit<ThreeDStMethod>(new ThreeDStOptions { Teacher = Folder["none.safetensors"] })
                .StartAsync(Run, CancellationToken.None).AsTask())).Message, StringComparison.Ordinal);

    [Fact]
    public void ShippedTeacher_IsSmallPretrainedAndFinite()
    {
        TeacherModel teacher = TeacherFiles.Load("");
        Assert.Equal((TeacherKind.Pretrained, 32, 4, 16),
            (teacher.Kind, teacher.Shape.Width, teacher.Shape.Blocks, teacher.Neighbours));
        Assert.Equal(("200", "64"), (teacher.Provenance["scenes"], teacher.Provenance["loss_points"]));
        Assert.InRange(teacher.Weights.Length, 1000, 100_000);
    }

    [Fact]
    public async Task Scenes_FolderOfMeshes_BrokenFilesFailTheirScenesOnly()
    {
        Directory.CreateDirectory(Folder["meshes/sub"]);
        File.WriteAllText(Folder["meshes/sub/a.off"], "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n");
        var options = new ScenesSourceOptions { Count = 3, Validation = 1, Points = 50, Meshes = Folder["meshes"] };
        List<SourceEntry<Scan>> entries = await ListAsync(options);
        Assert.Equal(["train", "train", "train", "validation"], entries.Select(entry => entry.Id.Split));
        Scan scan = await entries[3].LoadAsync(ContextOf("3"));
        Assert.Equal(50, scan.Cloud.Count);

        File.WriteAllText(Folder["meshes/sub/a.off"], "OFF\n1 0 0\n0 0 0\n");
        List<SourceEntry<Scan>> broken = await ListAsync(options);
        await RejectedAsync(async () => await broken[0].LoadAsync(ContextOf("0")), RejectReason.BadFormat, "a.off");
        Directory.CreateDirectory(Folder["empty"]);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ListAsync(options with { Meshes
            = Folder["empty"] }));
    }

    [Fact]
    public async Task Scenes_CategoriesOfMeshes_DrawsFromTheirFoldersAlone()
    {
        foreach (string name in new[] { "chair", "desk", ".hidden" })
        {
            Directory.CreateDirectory(Folder[$"net/{name}"]);
            File.WriteAllText(Folder[$"net/{name}/a.off"], name == "chair"
                ? "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n" : "damaged");
        }
        var options = new ScenesSourceOptions { Count = 4, Validation = 0, Points = 50, Meshes = Folder["net"] };
        foreach (SourceEntry<Scan> entry in await ListAsync(options with { Categories = ["chair"] }))
            Assert.Equal(50, (await entry.LoadAsync(ContextOf("0"))).Cloud.Count);
        Assert.Contains("no folder lamp; it holds chair, desk", (await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => ListAsync(options with { Categories = ["lamp"] }))).Message, StringComparison.Ordinal);
        var problems = new Problems();
        new ScenesSourceOptions { Categories = ["chair"] }.Validate(problems);
        Assert.Contains("must go with 'meshes'", Assert.Single(problems.Found).Rule, StringComparison.Ordinal);
    }

    private async Task<ModelSet> FitAsync()
    {
        FitBlock fit = Fit<ThreeDStMethod>(Options);
        await fit.StartAsync(Run, TestContext.Current.CancellationToken);
        for (int i = 0; i < 3; i++)
            await fit.AddAsync(await PreparedAsync<ThreeDStMethod>(Options, TestScans.Dome(i)),
                ContextOf($"{i}", split: i == 2 ? "validation" : "train"));
        return await fit.CompleteAsync(Run, TestContext.Current.CancellationToken);
    }

    private async Task<List<SourceEntry<Scan>>> ListAsync(ScenesSourceOptions options)
    {
        var entries = new List<SourceEntry<Scan>>();
        await foreach (SourceEntry<Scan> entry in new ScenesSource(options).ListAsync(Run,
            TestContext.Current.CancellationToken))
            entries.Add(entry);
        return entries;
    }

    private static Scan Cloud(Scan scan, int count)
    {
        int[] valid = scan.Grid!.ValidIndices();
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => valid[(long)i * valid.Length / count])];
        return scan with { Cloud = scan.Cloud.Select(chosen), Grid = null, Rgb = null, Truth = null };
    }
}
