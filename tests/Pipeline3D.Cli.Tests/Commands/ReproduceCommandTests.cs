using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Reproducing;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli.Tests.Commands;

/// <summary>What is wrong with a reproduction is one sentence, before anything is run.</summary>
public sealed class ReproduceCommandTests : CliTest
{
    [Theory]
    [InlineData("reproduce needs the id of a method, or --all for every method that knows the dataset", "--dataset",
        "x")]
    [InlineData("--ablations is for one method; name it without --all", "3d-st", "--all", "--ablations")]
    [InlineData("--seeds is '0,x'; write whole numbers from 0, such as 0,1,2", "3d-st", "--seeds", "0,x")]
    [InlineData("3d-st knows no dataset 'real'. Give one with --dataset: mvtec3d", "3d-st", "--dataset", "real")]
    [InlineData("3d-st knows no dataset 'mvtec3'. Did you mean 'mvtec3d'? Give one with --dataset: mvtec3d", "3d-st",
        "--dataset", "mvtec3")]
    [InlineData("patchcore-fpfh knows 2 datasets; choose one with --dataset: eyecandies, mvtec3d", "patchcore-fpfh")]
    [InlineData("the methods here know 4 datasets; choose one with --dataset: anomaly-shapenet, eyecandies, mvtec3d, "
        + "real3d", "--all")]
    [InlineData("the methods here know no dataset 'real3'. Did you mean 'real3d'? Give one with --dataset: "
        + "anomaly-shapenet, eyecandies, mvtec3d, real3d", "--all", "--dataset", "real3")]
    [InlineData("--set epochs sets nothing; write NAME=VALUE", "3d-st", "--set", "epochs")]
    [InlineData("--set scenes=3 changes what 3d-st makes first, which is left out as teacher is given; leave out one "
        + "of the two", "3d-st", "--set", "teacher=x", "--set", "scenes=3")]
    [InlineData("--set before.scenes.objects=2 changes what 3d-st makes first, which is left out as teacher is given; "
        + "leave out one of the two", "3d-st", "--set", "before.scenes.objects=2", "--set", "teacher=x")]
    [InlineData("--set before.x: btf-raw makes nothing first on mvtec3d", "btf-raw", "--dataset", "mvtec3d", "--set",
        "before.x=1")]
    [InlineData("--all takes methods as they are; name one alone to use 'published'", "--all", "--dataset", "mvtec3d", "--as",
        "published")]
    [InlineData("--ablations is for one method; name it without --all", "--all", "--dataset", "mvtec3d",
        "--ablations")]
    [InlineData("--ablations is for one method; mvtec3d-baselines are depth-ae, depth-gan, depth-vm, voxel-ae, "
        + "voxel-gan, voxel-vm", "mvtec3d-baselines", "--ablations")]
    [InlineData("mvtec3d-baselines knows no dataset 'real3d'. Give one with --dataset: mvtec3d", "mvtec3d-baselines",
        "--dataset", "real3d")]
    [InlineData("the methods of mvtec3d-baselines (depth-ae, depth-gan, depth-vm, voxel-ae, voxel-gan, voxel-vm) know no "
        + "common dataset with --zero-shot; name one of them", "mvtec3d-baselines", "--zero-shot")]
    [InlineData("3d-st has no set of values 'published' for --as; sets: small", "3d-st", "--as", "published")]
    [InlineData("3d-st has no auxiliary categories on mvtec3d, so --learn-from is nothing that it can do; datasets with "
        + "some: none", "3d-st", "--learn-from", ".")]
    [InlineData("the reproduce.json of btf-raw has no row on mvtec3d that could be run", "btf-raw", "--dataset",
        "mvtec3d", "--ablations")]
    public async Task Reproduce_WrongArgument_IsOneSentence(string sentence, params string[] args)
        => Assert.Equal(sentence,
            await WrongAsync(["reproduce", "--data", Folder.Path, "--out", Folder["out"], .. args]));

    [Fact]
    public async Task Reproduce_UnknownMethod_TheNearestAndAll()
        => Assert.StartsWith("there is no method '3d-sd' here. Did you mean '3d-st'? Methods that can be reproduced: "
            + "3d-st, ", await WrongAsync("reproduce", "3d-sd", "--data", Folder.Path), StringComparison.Ordinal);

    [Fact]
    public async Task Reproduce_UnknownGroup_TheNearestAndAllGroups()
    {
        string sentence = await WrongAsync("reproduce", "mvtec3d-baseline", "--data", Folder.Path);
        Assert.StartsWith("there is no method 'mvtec3d-baseline' here. Did you mean 'mvtec3d-baselines'? Methods that "
            + "can be reproduced: ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(" Groups of them: mvtec3d-baselines.", sentence, StringComparison.Ordinal);
    }

    /// <summary>With --all or without: a group is its methods and no other.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void Of_AGroup_HasItsMethodsAndNoOther(bool others)
    {
        ReproductionChoice choice = Choice("mvtec3d-baselines", null, others);
        Assert.Equal(("mvtec3d", true), (choice.Dataset, choice.IsGroup));
        Assert.Equal(["depth-ae", "depth-gan", "depth-vm", "voxel-ae", "voxel-gan", "voxel-vm"],
            choice.Methods.Select(type => type.Id));
        // Table 1 of 3D-ST, and the mean of the paper itself.
        Assert.Equal([0.203, 0.143, 0.374, 0.348, 0.583, 0.492], choice.Methods.Select(type
            => choice.HabitsOf(type).Published[0].Values["mean"]));
        Assert.All(choice.Methods, type => Assert.Equal(0.001 * Math.Round(1000 * choice.HabitsOf(type).Published[0]
            .Values.Where(value => value.Key != "mean").Average(value => value.Value)),
            choice.HabitsOf(type).Published[0].Values["mean"], 1.001e-3));
    }

    [Fact]
    public void Open_AGroupWithASetOfValues_GivesItToEach()
    {
        ReproductionChoice choice = Choice("mvtec3d-baselines", null, true);
        Assert.All(new ReproductionJob(choice, Folder.Path, [0], []) { As = "small" }.Open().Protocols, protocol
            => Assert.Equal("small", protocol.AsName));
        ReproductionChoice beside = Choice("voxel-vm", "mvtec3d", true);
        Assert.Equal([true, false], new ReproductionJob(beside, Folder.Path, [0], []) { As = "small" }.Open().Protocols
            .Take(2).Select(protocol => protocol.AsName is not null));
    }

    [Fact]
    public async Task Reproduce_MethodWithoutReproduceJson_SaysWhatToWrite()
        => Assert.StartsWith("3d-st-teacher cannot be reproduced: no ThreeDStTeacher.reproduce.json beside its class "
            + "says how it is used on a dataset; write one (docs/own-methods.md). Methods that can be reproduced: "
            + "3d-st, ",
            await WrongAsync("reproduce", "3d-st-teacher", "--data", Folder.Path), StringComparison.Ordinal);

    [Theory]
    [InlineData("imrnet", false, "imrnet, curvature, template")]
    [InlineData("3d-st", false, "3d-st")]
    public void Of_AMethod_HasTheControlsOfItsReproductionBesideIt(string method, bool others, string methods)
        => Assert.Equal(methods, string.Join(", ", Choice(method, method == "imrnet" ? "anomaly-shapenet" : null,
            others).Methods.Select(type => type.Id)));

    [Fact]
    public void Of_AMethodWithAll_ComesFirstAndThenEveryOtherThatKnowsTheDataset()
    {
        ReproductionChoice all = Choice(null, "anomaly-shapenet", true), first = Choice("imrnet", "anomaly-shapenet",
            true);
        Assert.Equal("imrnet", first.Methods[0].Id);
        Assert.Equal(all.Methods.Select(type => type.Id).Order(), first.Methods.Select(type => type.Id).Order());
        Assert.Equal("imrnet", Assert.Single(first.Alone().Methods).Id);
    }

    [Fact]
    public async Task Reproduce_NoFolderOfData_SaysSo()
        => Assert.Equal($"there is no folder {Folder["nowhere"]}; give the dataset's own with --data",
            await WrongAsync("reproduce", "3d-st", "--data", Folder["nowhere"]));

    [Fact]
    public async Task Reproduce_FolderOfAnotherLayout_IsSaidBeforeAnythingIsMadeFirst()
    {
        string sentence = await WrongAsync("reproduce", "3d-st", "--data", Folder.Path, "--out", Folder["out"]);
        Assert.StartsWith($"{Folder.Path}: looked for MVTec 3D-AD: <category>/", sentence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["out/before-3d-st"]));
    }

    [Fact]
    public async Task Reproduce_UnknownName_TheNearestAndAllNames()
    {
        string sentence = await WrongAsync("reproduce", "3d-st", "--data", Folder.Path, "--set", "witdh=128", "--out",
            Folder["out"]);
        Assert.StartsWith("--set witdh: 3d-st has no 'witdh' on mvtec3d. Did you mean 'width'? Names: augment_rotation"
            + ", ", sentence, StringComparison.Ordinal);
        foreach (string name in new[] { "meshes", "scenes", "teacher", "teacher_kind", "width" })
            Assert.Contains($" {name}", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(" seed", sentence, StringComparison.Ordinal);
        Assert.StartsWith("--set btf-raw.points: btf-raw has no 'points' on mvtec3d.", await WrongAsync("reproduce",
            "--all", "--dataset", "mvtec3d", "--data", Folder.Path, "--set", "btf-raw.points=1"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'tst.limit' names nothing in the file. Did you mean 'test'?", "tst.limit=3")]
    [InlineData("'scnes.objects' names nothing in the file. Did you mean 'scenes'?", "before.scnes.objects=3")]
    [InlineData("fit.3d-st: learning_rate is 0: it must be greater than 0", "3d-st.learning_rate=0")]
    [InlineData("fit.3d-st-teacher: epochs is 0: it must", "epochs=0")]
    [InlineData("fit.3d-st-teacher: width is 7: it must be a multiple of 4", "width=7")]
    public async Task Reproduce_WrongValue_IsAProblemOfThePipeline(string problem, string set)
    {
        CliResult result = await CliAsync("reproduce", "3d-st", "--data", Folder.Path, "--set", set, "--out",
            Folder["out"]);
        Assert.Equal(2, result.Exit);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was run", result.Error, StringComparison.Ordinal);
    }

    private static ReproductionChoice Choice(string? method, string? dataset, bool others)
    {
        using ServiceProvider program = Programs.Of([]);
        return ReproductionChoice.Of(method, dataset, program.GetRequiredService<IPipelineRunner>().Blocks, others);
    }
}
