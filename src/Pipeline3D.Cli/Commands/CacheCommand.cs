using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Cache;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d cache list|prune</c></summary>
internal static class CacheCommand
{
    public static Command Make(CliConsole console)
        => new("cache", "The cache of earlier runs (run.cache): what it holds, and bringing it under a size.")
        {
            List(console), Prune(console),
        };

    private static Command List(CliConsole console)
    {
        Argument<string> folder = Folder();
        Option<bool> json = new("--json") { Description = "Print one JSON object per line, options included." };
        var command = new Command("list", "List what is kept, by block and options, the longest unused first.")
        {
            folder, json,
        };
        command.SetAction(parse =>
        {
            IReadOnlyList<CachedOutputs> held = Existing(parse.GetRequiredValue(folder)).List();
            if (parse.GetValue(json))
                foreach (CachedOutputs outputs in held)
                    console.Out.WriteLine(ToJson(outputs).ToJsonString());
            else
                Print(held, console);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Prune(CliConsole console)
    {
        Argument<string> folder = Folder();
        Option<string> limit = CliOptions.Required<string>("--limit", "Most bytes that stay, such as 20GiB; 0 removes "
            + "all.");
        var command = new Command("prune", "Remove outputs, the longest unused first, until the rest fits. Whatever is "
            + "needed again is computed again.") { folder, limit };
        command.SetAction(parse =>
        {
            FolderCache cache = Existing(parse.GetRequiredValue(folder));
            string text = parse.GetRequiredValue(limit);
            long most = 0;
            if (text != "0" && !ByteSize.TryParse(text, out most))
                throw new UsageException($"--limit is '{text}', which is no size; write one such as 20GiB or 500MB");
            (int outputs, long bytes) = cache.Prune(most);
            if (cache.Problem is { } problem)
                throw new IOException(problem);
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{outputs} outputs, {ByteSize.Write(bytes)}, were removed."));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> Folder() => new("folder") { Description = "The folder that run.cache names." };

    private static FolderCache Existing(string folder) => Directory.Exists(folder)
        ? new FolderCache(folder, TimeProvider.System)
        : throw new UsageException($"there is no folder {folder}; give the one that run.cache names");

    private static void Print(IReadOnlyList<CachedOutputs> held, CliConsole console)
    {
        if (held.Count == 0)
        {
            console.Out.WriteLine("The cache is empty.");
            return;
        }
        console.WriteTable(["last use", "outputs", "size", "block"], [.. held.Select(outputs => new[]
        {
            outputs.LastUse.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            outputs.Outputs.ToString(CultureInfo.InvariantCulture), ByteSize.Write(outputs.Bytes), NameOf(outputs),
        })]);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{held.Sum(outputs => outputs.Outputs)} "
            + $"outputs, {ByteSize.Write(held.Sum(outputs => outputs.Bytes))}; times are UTC. --json tells the "
            + $"options, too."));
    }

    private static string NameOf(CachedOutputs outputs) => outputs.About.Length == 0
        ? $"{outputs.Definition} (of a program that did not name blocks)" : outputs.About.Split('\n')[0];

    private static JsonObject ToJson(CachedOutputs outputs) => new()
    {
        ["definition"] = outputs.Definition,
        ["block"] = outputs.About.Split('\n')[0],
        ["options"] = new JsonArray([.. outputs.About.Split('\n').Skip(1).Select(line => (JsonNode)line)]),
        ["outputs"] = outputs.Outputs,
        ["bytes"] = outputs.Bytes,
        ["last_use"] = outputs.LastUse.ToString("O", CultureInfo.InvariantCulture),
    };
}
