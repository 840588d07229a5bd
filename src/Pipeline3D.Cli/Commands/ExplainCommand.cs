using System.CommandLine;
using Pipeline3D.Definitions;
using Pipeline3D.Engine;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli;

/// <summary><c>pipeline3d explain FILE</c></summary>
internal static class ExplainCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        var command = new Command("explain", "Show what a run would do, without reading any scan.");
        arguments.AddTo(command);
        command.SetAction(parse => Explain(arguments.Load(parse), console));
        return command;
    }

    private static int Explain(PipelineDefinition pipeline, CliConsole console)
    {
        TextWriter text = console.Out;
        text.WriteLine($"{pipeline.Name}{(pipeline.Summary.Length > 0 ? $": {pipeline.Summary}" : "")}");
        foreach ((string name, string value) in pipeline.Parameters)
            text.WriteLine($"  {name} = {value}");
        var cache = new FolderCache(pipeline.Run.Cache, TimeProvider.System);
        IReadOnlyDictionary<string, string> keys = RunIdentity.Definitions(pipeline);
        console.WriteTable(PlanTable.Columns, PlanTable.Rows(pipeline, block => pipeline.Run.Cache.Length > 0
            && keys.TryGetValue(block, out string? key) && cache.Count(key) is > 0 and int kept
                ? $"{kept} output{(kept == 1 ? "" : "s")}" : ""));
        long budget = pipeline.Run.Budget ?? new RunOptions { Context = null! }.BudgetBytes;
        text.WriteLine($"Memory: at most {ByteSize.Write(budget)} of scans in flight (run.budget), or one scan if it "
            + "is larger; "
            + "reducers keep what they need for their result besides.");
        using var devices = new DeviceCatalog();
        string device = devices.ChooseOrExplain(pipeline.Run.Device).Name;
        text.WriteLine($"Seed: {pipeline.Run.Seed}. Outputs: {pipeline.Run.Out}. {Devices.Describe(pipeline, device)}");
        text.WriteLine(pipeline.Run.Cache.Length == 0
            ? "Cached: values that a reducer makes are made once per run; nothing is kept between runs (run.cache)."
            : $"Cached: outputs of earlier runs with the same options up to the block, in {pipeline.Run.Cache}; those "
                + "of scans that have not changed are used again.");
        return ExitCode.Ok;
    }
}
