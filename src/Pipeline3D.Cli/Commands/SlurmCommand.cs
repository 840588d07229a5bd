using System.CommandLine;
using System.Text.RegularExpressions;
using Pipeline3D.Cli.Spreading;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Options;
using Pipeline3D.Definitions.Files;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d slurm FILE</c></summary>
internal static partial class SlurmCommand
{
    public static Command Make(CliConsole console)
    {
        var arguments = new PipelineArguments();
        Option<int> nodes = CliOptions.With("--nodes", "Nodes of the job, with a worker on each.", 1);
        Option<int> cores = CliOptions.With("--cpus", "Cores of each node: so many scans are worked on at once.", 16);
        Option<string> memory = CliOptions.With("--mem", "Memory of each node, as sbatch reads it.", "32G");
        Option<string> time = CliOptions.With("--time", "Longest time of the job, as sbatch reads it.", "08:00:00");
        Option<string> notice = CliOptions.With("--notice",
            "How long before its end the job reads no further scan, so that those in work can end.", "90 s");
        Option<string?> output = CliOptions.Maybe<string>("--out", "Folder of the run. Default: the file's run.out.",
            "DIR");
        Option<bool> ship = new("--ship")
        {
            Description = "Send scans and results through the server: for nodes without a common file system.",
        };
        Option<string[]> tags = CliOptions.Many("--tags", "What the nodes have, for example gpu.", "TAG",
            together: true);
        Option<string[]> sbatch = CliOptions.Many("--sbatch",
            "A further option of sbatch without its hyphens, for example partition=long. May be repeated.",
            "NAME=VALUE");
        Option<string?> program = CliOptions.Maybe<string>("--program",
            "What starts pipeline3d on the nodes, as bash reads it, for example 'apptainer exec p3d.sif pipeline3d'. "
                + "Default: this program.", "WORDS");
        Option<bool> worker = new("--worker")
        {
            Description = "Print the script of a job of further workers, for the run of the same --out.",
        };
        var command = new Command("slurm",
            "Print a script for sbatch that runs a pipeline on many nodes of a Slurm cluster.")
        {
            nodes, cores, memory, time, notice, output, ship, tags, sbatch, program, worker,
        };
        arguments.AddTo(command);
        command.SetAction(async (parse, _) =>
        {
            PipelineDefinition pipeline = arguments.Load(parse);
            string[] plugins = [.. parse.GetRequiredValue(arguments.Plugin).SelectMany(path
                => new[] { "--plugin", Path.GetFullPath(path) })];
            var job = new SlurmJob
            {
                Name = NotInNames().Replace(pipeline.Name, "-"), Program = parse.GetValue(program) ?? ThisProgram(),
                Folder = Directory.GetCurrentDirectory(),
                Out = Path.GetFullPath(parse.GetValue(output) ?? pipeline.Run.Out),
                RunArguments = [Path.GetFullPath(parse.GetRequiredValue(arguments.File)),
                    .. arguments.Overrides(parse).SelectMany(value => new[] { "--set", value }), .. plugins,
                    .. parse.GetValue(ship) ? ["--ship"] : Array.Empty<string>()],
                WorkerArguments = [.. plugins, .. parse.GetRequiredValue(tags).SelectMany(tag
                    => new[] { "--tags", tag })],
                Nodes = Whole(parse, nodes, 1, 10_000), Cores = Whole(parse, cores, 1, 4096),
                Memory = Word(memory.Name, parse.GetRequiredValue(memory)),
                Time = Word(time.Name, parse.GetRequiredValue(time)), Notice = Seconds(parse.GetRequiredValue(notice)),
                Sbatch = [.. parse.GetRequiredValue(sbatch).Select(option => Word(sbatch.Name, option.TrimStart('-')))],
            };
            await console.Out.WriteAsync(parse.GetValue(worker) ? job.WorkerScript() : job.RunScript())
                .ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static int Whole(ParseResult parse, Option<int> option, int least, int most)
        => parse.GetRequiredValue(option) is var value && value >= least && value <= most ? value
            : throw new UsageException($"{option.Name} must lie between {least} and {most}");

    // sbatch reads these lines by itself, up to a space or a sign for a comment.
    private static string Word(string option, string text) => OneWord().IsMatch(text) ? text
        : throw new UsageException($"{option} is '{text}'; sbatch takes one word of letters, digits and -_.:,=@%/+*[]");

    private static int Seconds(string text)
        => OptionText.TryRead(text, typeof(TimeSpan), out object? value) && (TimeSpan)value! is var time
            && time >= TimeSpan.FromSeconds(SlurmJob.LeastNotice) && time <= TimeSpan.FromHours(1)
            ? (int)time.TotalSeconds
            : throw new UsageException($"--notice is '{text}'; write a time from {SlurmJob.LeastNotice} s to 1 h");

    private static string ThisProgram()
    {
        string? process = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(process) switch
        {
            "pipeline3d" => SlurmJob.Quote(process!),
            "dotnet" => $"{SlurmJob.Quote(process!)} {Library()}",
            _ => $"dotnet {Library()}",
        };

        static string Library() => SlurmJob.Quote(Path.Combine(AppContext.BaseDirectory, "pipeline3d.dll"));
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NotInNames();

    [GeneratedRegex(@"\A[A-Za-z0-9_.:,=@%/+*\[\]-]+\z")]
    private static partial Regex OneWord();
}
