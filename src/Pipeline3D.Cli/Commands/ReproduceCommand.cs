using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Cli.Reproducing;
using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Hosting;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d reproduce METHOD|--all --data DIR</c>: the protocol of a method's paper on the data it was
/// made for, its numbers beside ours.</summary>
internal static class ReproduceCommand
{
    public static Command Make(CliConsole console)
    {
        Argument<string?> method = new("method")
        {
            Description = "Id of the method, such as 3d-st, or name of a group of methods, such as mvtec3d-baselines. "
                + "With --all a method comes first.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = CliOptions.Required<string>("--data", "The dataset's folder.");
        var dataset = CliOptions.Maybe<string>("--dataset", "Id of the dataset's layout, such as mvtec3d. Default: the "
            + "only one that the method knows.", "LAYOUT");
        Option<bool> all = new("--all") { Description = "Every method that knows the dataset and learns from its "
            + "splits; of a group, every method of it." };
        Option<bool?> zeroShot = new("--zero-shot") { Description = "Learn one category's normal scans and score all "
            + "others, a fit for each. Default: whether the method's paper did." };
        var learnFrom = CliOptions.Maybe<string>("--learn-from", "Folder of another dataset, whose auxiliary "
            + "categories are learnt from; all categories of --data are scored.", "DIR");
        var learnDataset = CliOptions.Maybe<string>("--learn-dataset", "Id of that dataset's layout. Default: the one "
            + "of --data.", "LAYOUT");
        var runAs = CliOptions.Maybe<string>("--as", "A named set of values that the method has, such as published.",
            "SET");
        Option<bool> ablations = new("--ablations") { Description = "Run every published row of the method with the "
            + "options that it was made with." };
        var seeds = CliOptions.With("--seeds", "Seeds of the fits, such as 0,1,2.", "0");
        var output = CliOptions.Maybe<string>("--out", "Folder of what is run; runs in it are resumed. Default: "
            + "out/reproduce-METHOD-DATASET.", "DIR");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the runs in the folder." };
        var set = CliOptions.Many("--set", "NAME=value changes the protocol or an option of the methods, "
            + "METHOD.NAME=value of one of them, before.NAME=value what is made first, run.KEY=value and "
            + "BLOCK.OPTION=value the pipeline. May be repeated.", "NAME=value");
        Option<string[]> plugin = PipelineArguments.PluginOption();
        var command = new Command("reproduce", "Run the protocol of a method's paper, and show what it reports beside "
            + "what is found.") { method, data, dataset, all, zeroShot, seeds,
                learnFrom, learnDataset, runAs, ablations, output, overwrite, set, plugin };
        command.SetAction(async (parse, _) =>
        {
            string? asked = parse.GetValue(method);
            bool isAll = parse.GetValue(all);
            if (asked is null && !isAll)
                throw new UsageException("reproduce needs the id of a method, or --all for every method that knows the "
                    + "dataset");
            string folder = parse.GetRequiredValue(data);
            if (!Directory.Exists(folder))
                throw new UsageException($"there is no folder {folder}; give the dataset's own with --data");
            string? other = parse.GetValue(learnFrom), otherDataset = parse.GetValue(learnDataset);
            if (other is null && otherDataset is not null)
                throw new UsageException($"--learn-dataset {otherDataset} says what --learn-from holds; give both");
            if (other is not null && !Directory.Exists(other))
                throw new UsageException($"there is no folder {other}; give the other dataset's with --learn-from");
            if (isAll && (other ?? (asked is null ? parse.GetValue(runAs) : null)) is { } own)
                throw new UsageException($"--all takes methods as they are; name one alone to use '{own}'");
            if (isAll && parse.GetValue(ablations))
                throw new UsageException("--ablations is for one method; name it without --all");
            using ServiceProvider program = Programs.Of(parse.GetRequiredValue(plugin));
            var runner = program.GetRequiredService<IPipelineRunner>();
            var choice = ReproductionChoice.Of(asked, parse.GetValue(dataset), runner.Blocks, isAll,
                parse.GetValue(zeroShot));
            if (choice.IsGroup && parse.GetValue(ablations))
                throw new UsageException($"--ablations is for one method; {asked} are "
                    + string.Join(", ", choice.Methods.Select(method => method.Id)));
            string[] settings = [.. parse.GetRequiredValue(set)];
            if (isAll)
                choice = choice.WithoutAuxiliary();
            if (parse.GetValue(ablations))
                choice = choice.Alone();
            var remarks = new List<string>();
            ReproductionChoice wanted = choice;
            choice = choice with
            {
                Methods = [.. choice.Methods.Where(method => method.Id == asked || IsGivenWeights(method, settings)
                    || wanted.HabitsOf(method).Before is not null || HasItsFiles(method, program, remarks))],
                Remarks = [.. remarks],
            };
            var job = new ReproductionJob(choice, folder, SeedsOf(parse.GetRequiredValue(seeds)), settings)
            {
                LearnFrom = other, LearnDataset = otherDataset ?? choice.Dataset, As = parse.GetValue(runAs),
            };
            var work = new ReproductionRun(runner, console, parse.GetValue(output)
                ?? Path.Combine("out", $"reproduce-{(isAll ? "all" : asked)}-{choice.Dataset}"),
                parse.GetValue(overwrite));
            return await (parse.GetValue(ablations) ? new Ablations(work, job, console).RunAsync()
                : work.RunAsync(job)).ConfigureAwait(false);
        });
        return command;
    }

    // Whoever says which weights wants the methods that need some.
    private static bool IsGivenWeights(MethodType method, IEnumerable<string> settings) => settings.Select(setting
        => setting.Split('=')[0]).Any(name => name.EndsWith("weights", StringComparison.Ordinal)
            && (!name.Contains('.', StringComparison.Ordinal) || name.StartsWith($"{method.Id}.",
                StringComparison.Ordinal)));

    // Files that a method's defaults name, such as published weights, and that are not here.
    private static bool HasItsFiles(MethodType method, IServiceProvider program, List<string> remarks)
    {
        try
        {
            method.Open(program).Check(
                (MethodOptions)Activator.CreateInstance(method.OptionsType)!);
            return true;
        }
        catch (IOException cause)
        {
            remarks.Add($"{method.Id} is left out: {cause.Message}");
            return false;
        }
    }

    private static int[] SeedsOf(string text)
    {
        string[] parts = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        int[] seeds = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out seeds[i])
                || seeds[i] > 999_999_999)
                throw new UsageException($"--seeds is '{text}'; write whole numbers from 0, such as 0,1,2");
        return [.. seeds.Distinct()];
    }
}
