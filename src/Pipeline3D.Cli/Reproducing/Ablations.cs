using System.Collections.Immutable;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Reporting.Benchmark;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>Runs every published row of a method with the options that it was made with: a run per set of options, one
/// folder each, and one table of all.</summary>
/// <remarks>What scans become is kept in a common cache, so what differs in the loss or the length of prompts alone
/// encodes nothing again.</remarks>
internal sealed class Ablations(ReproductionRun work, ReproductionJob job, CliConsole console)
{
    private const string Cache = "run.cache=";

    /// <summary>Runs them in the order of their rows, and prints the table.</summary>
    /// <returns>The exit code: of the first that failed, else of the worst.</returns>
    /// <exception cref="UsageException">Something is wrong with one; nothing was run.</exception>
    public async Task<int> RunAsync()
    {
        var variants = new List<ReproductionRun.Ready>();
        foreach (ImmutableSortedDictionary<string, string> options in Variants())
            variants.Add(await work.PrepareAsync(job with
            {
                Settings = [.. job.Settings, .. options.Select(option => $"{option.Key}={option.Value}"),
                    .. job.Settings.Any(text => text.StartsWith(Cache, StringComparison.Ordinal)) ? (string[])[]
                        : [$"{Cache}{Path.GetFullPath(Path.Combine(work.Folder, "cache"))}"]],
            }, Path.Combine(work.Folder, NameOf(options))).ConfigureAwait(false));
        using var signals = new StopSignals(console);
        var tables = new List<ReproductionTable>();
        int worst = ExitCode.Ok;
        foreach (ReproductionRun.Ready variant in variants)
        {
            console.Out.WriteLine($"{1 + tables.Count} of {variants.Count}: {variant.Folder}");
            (int ended, ReproductionTable? table) = await work.RunAsync(variant, signals).ConfigureAwait(false);
            if (table is null)
                return ended;
            worst = Math.Max(worst, ended);
            tables.Add(table);
        }
        var whole = ReproductionTable.Of(tables);
        whole.Write(new RunFolder(work.Folder));
        Write(whole, variants[0].Protocols[0]);
        return worst;
    }

    // Options of rows, each set once; of those that are learnt where the job learns.
    private ImmutableSortedDictionary<string, string>[] Variants()
    {
        MethodType method = job.Choice.Methods[0];
        string learnt = job.LearnFrom is null ? "" : job.LearnDataset;
        var known = new HashSet<string>(StringComparer.Ordinal);
        ImmutableSortedDictionary<string, string>[] variants = [.. job.Choice.HabitsOf(method)
            .Published.Where(row => row.Apart.Length == 0
                && row.Options.GetValueOrDefault(Protocol.LearnDataset, "") == learnt)
            .Select(row => row.Options.Remove(Protocol.LearnDataset)).Where(options => known.Add(NameOf(options)))];
        return variants.Length > 0 ? variants : throw new UsageException(
            $"the reproduce.json of {method.Id} has no row on {job.Choice.Dataset}"
                + $"{(learnt.Length > 0 ? $" learnt on {learnt}" : "")} that could be run");
    }

    private static string NameOf(ImmutableSortedDictionary<string, string> options) => options.IsEmpty ? "protocol"
        : string.Concat(string.Join('_', options.Select(option => $"{option.Key}-{option.Value}")).Select(letter
            => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));

    private void Write(ReproductionTable table, Protocol protocol)
    {
        ReproductionPrint.Head(console, protocol);
        ReproducedRow[] run = [.. table.Rows.Where(row => row.Published.NotCompared is null)];
        foreach (IReadOnlyList<ReproducedRow> group in ReproductionText.Groups(run.Where(row
            => row.Values.Length > 1)))
            ReproductionPrint.Write(console, group);
        if (run.Where(row => row.Values.Length == 1).ToArray() is [_, ..] means)
            ReproductionPrint.WriteMeans(console, means);
        foreach (string note in run.Select(row => row.Note).OfType<string>().Distinct())
            console.Out.WriteLine(note);
        if (ReproductionText.Changes(table, protocol.Method.Id) is { } changes)
            console.Out.WriteLine(changes);
        console.Out.WriteLine($"All digits: {Path.Combine(work.Folder, "reproduction.json")}");
    }
}
