using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Hosting.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Hosting.Tests.Running;

/// <summary>What blocks may take in their constructors, and where blocks come from.</summary>
public sealed class BlockServicesTests : HostingTest
{
    [Fact]
    public async Task Block_TakesALoggerAndARegisteredClient_GetsThoseOfTheProgram()
    {
        await Runner.RunAsync(Load("numbers.count=2"), new RunRequest(), stop: Stop);
        Assert.Equal(["n/000", "n/001"], Notes.Told);
        Assert.Equal(["Number 0", "Number 1"], Logs.Lines.Where(line => line.Contains("TellSink",
            StringComparison.Ordinal)).Select(line => line.Split(": ")[1]));
    }

    [Fact]
    public void Load_BlockNeedsAServiceThatNobodyRegistered_IsOneProblemAtItsPlace()
    {
        string file = Write(Line.Replace("sample.reject", "sample.lonely", StringComparison.Ordinal));
        DefinitionProblem problem = Assert.Single(Assert.Throws<DefinitionException>(() => Runner.Load(file)).Problems);
        Assert.Equal((file, 5, "P3D2018"), (problem.Place.File, problem.Place.Line, problem.Code));
        Assert.StartsWith("'sample.lonely' cannot be made here: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(NobodyOffersThis).FullName!, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("Register the service in the program that runs the pipeline (AddPipeline3D), or give the "
            + "parameter a default", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void AddPipeline3D_SeveralTimes_OptionsAddUp()
    {
        string plugin = Path.Combine(SharedFiles.RepositoryRoot, "artifacts/bin/SamplePlugin",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "SamplePlugin.dll");
        using ServiceProvider program = Services().AddPipeline3D(options => options.AddPlugin(plugin).AddPlugin(plugin)
            .AddBlocks(typeof(NumbersSource).Assembly)).BuildServiceProvider();
        BlockRegistry blocks = program.GetRequiredService<IPipelineRunner>().Blocks;
        Assert.NotNull(blocks.Find("sample.drop-far-points"));
        Assert.NotNull(blocks.Find("sample.numbers"));
        Assert.NotNull(blocks.Find("source.mvtec3d"));
    }

    [Fact]
    public void Blocks_AssemblyWithoutAny_IsRefusedByName()
    {
        using ServiceProvider program = Services().AddPipeline3D(options => options.AddBlocks(typeof(Xunit.Assert)
            .Assembly)).BuildServiceProvider();
        var refused = Assert.Throws<PluginException>(() => program.GetRequiredService<IPipelineRunner>().Blocks);
        Assert.StartsWith("xunit.v3.assert holds no block: mark a public class with [Block(\"room.name\")], "
            + "[Method(\"name\")]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_PluginFolder_MayBeMissing()
    {
        using ServiceProvider program = Services().AddPipeline3D(options => options.AddPluginFolder(Folder["none"]))
            .BuildServiceProvider();
        Assert.NotNull(program.GetRequiredService<IPipelineRunner>().Blocks.Find("sample.numbers"));
    }
}
