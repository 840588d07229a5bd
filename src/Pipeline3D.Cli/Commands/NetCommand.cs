using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Net;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Weights;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d net DIR --out OUT</c>: every network and its arithmetic over files.</summary>
internal static class NetCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string?> folder = new("dir")
        {
            Description = "A folder with a description (*_oracles.json) and the files that it names.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var output = CliOptions.Maybe<string>("--out", "Folder to write the outputs to, under their names.", "OUT");
        var group = CliOptions.Many("--group", "Compute this group only; may be given several times.", "NAME",
            together: true);
        var threads = CliOptions.With("--threads", "Threads of the networks. Default: all cores.",
            Environment.ProcessorCount);
        var device = CliOptions.With("--device", "Where the networks run: cpu, cuda or cuda:N.", "cpu");
        var vocabulary = CliOptions.Maybe<string>("--vocabulary", "Vocabulary of texts. Default: looked for.", "FILE");
        var describe = CliOptions.Maybe<string>("--describe", "Print which files a group's networks take.", "NAME");
        Option<bool> json = new("--json") { Description = "Print one line of JSON." };
        var command = new Command("net", "Run networks and their arithmetic over files, to hold them against another "
            + "library.")
        {
            folder, output, group, threads, device, vocabulary, describe, json,
        };
        command.SetAction(async (parse, stop) =>
        {
            if (parse.GetValue(describe) is { } name)
                return Describe(name, console);
            if (parse.GetValue(folder) is not { } from || parse.GetValue(output) is not { } to)
                throw new UsageException("a folder and --out are needed, or --describe with the name of a group");
            if (parse.GetRequiredValue(threads) < 1)
                throw new UsageException($"--threads is {parse.GetRequiredValue(threads)}; it must be at least 1");
            NetDescription description = NetDescription.Read(from);
            string[] wanted = parse.GetRequiredValue(group) is { Length: > 0 } some ? some : [.. description.Groups];
            foreach (string unknown in wanted.Except(description.Groups))
                throw new UsageException($"the description of {from} has no group '{unknown}'; it has "
                    + string.Join(", ", description.Groups));
            if (Path.GetFullPath(from) == Path.GetFullPath(to))
                throw new UsageException($"--out is {to}, the folder that is read; name another one");
            try
            {
                using var lane = new DeviceLane(parse.GetRequiredValue(device), parse.GetRequiredValue(threads));
                JsonObject report = await lane.RunAsync(on => Compute(description, [.. wanted.Distinct()], to, on,
                    parse.GetValue(vocabulary)), stop).ConfigureAwait(false);
                return Report(report, parse.GetValue(json), console);
            }
            catch (Exception cause) when (cause is WeightFormatException or TorchUnavailableException
                or FileNotFoundException or ExternalException)
            {
                throw new UsageException(cause.Message.Split('\n')[0], cause);
            }
        });
        return command;
    }

    private static JsonObject Compute(NetDescription description, string[] wanted, string to,
        TorchSharp.torch.Device device, string? vocabulary)
    {
        var output = new NetOutput(to);
        var done = new JsonObject();
        var missing = new JsonArray();
        SortedDictionary<string, (NetGroup Group, string Summary)> known = NetGroups.All();
        foreach (string name in wanted)
        {
            if (!known.TryGetValue(name, out (NetGroup Group, string Summary) found))
            {
                missing.Add(name);
                continue;
            }
            long began = Stopwatch.GetTimestamp();
            var task = new NetTask(description, name, output, device) { Vocabulary = vocabulary };
            found.Group.Compute(task);
            foreach (string file in task.Unwritten)
                missing.Add($"{name}: {file}");
            done[name] = new JsonObject
            {
                ["outputs"] = task.Written,
                ["seconds"] = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3),
            };
        }
        output.Complete();
        return new JsonObject { ["groups"] = done, ["missing"] = missing };
    }

    private static int Report(JsonObject report, bool json, CliConsole console)
    {
        JsonArray missing = report["missing"]!.AsArray();
        if (json)
            console.Out.WriteLine(report.ToJsonString(new JsonSerializerOptions()));
        else
        {
            foreach ((string name, JsonNode? group) in report["groups"]!.AsObject())
                console.Out.WriteLine($"{name}: {group!["outputs"]} outputs in {group["seconds"]} s");
            foreach (JsonNode? name in missing)
                console.Out.WriteLine($"missing: {name}");
        }
        return missing.Count == 0 ? ExitCode.Ok : ExitCode.SomeRejected;
    }

    private static int Describe(string name, CliConsole console)
    {
        SortedDictionary<string, (NetGroup Group, string Summary)> known = NetGroups.All();
        if (!known.TryGetValue(name, out (NetGroup Group, string Summary) found))
            throw new UsageException($"there is no group '{name}'; there are {string.Join(", ", known.Keys)}");
        console.Out.WriteLine(found.Summary);
        console.WriteTable(["file", "meaning"], found.Group.Needs.Select(need => new[] { need.File, need.Meaning }));
        return ExitCode.Ok;
    }
}
