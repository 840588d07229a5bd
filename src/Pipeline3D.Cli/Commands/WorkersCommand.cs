using System.CommandLine;
using Pipeline3D.Cli.Spreading;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d workers nats://HOST</c></summary>
internal static class WorkersCommand
{
    public static Command Make(CliConsole console)
    {
        var address = new Argument<string>("server") { Description = "The NATS server, for example nats://head:4222." };
        var server = new ServerArguments();
        var command = new Command("workers", "Show who computes at a NATS server: build, places, what each is at.")
        {
            address,
        };
        server.AddTo(command);
        command.SetAction(async (parse, stop) =>
        {
            await PrintAsync(server.Of(parse, parse.GetRequiredValue(address)), console, stop).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Prints the workers at a server.</summary>
    /// <exception cref="UsageException">The server cannot be used.</exception>
    public static async Task PrintAsync(ServerAddress address, CliConsole console, CancellationToken stop)
    {
        IReadOnlyList<WorkerFacts> workers;
        try
        {
            workers = await WorkerList.ReadAsync(address, stop).ConfigureAwait(false);
        }
        catch (ServerException cause)
        {
            throw new UsageException(cause.Message);
        }
        if (workers.Count == 0)
        {
            await console.Out.WriteLineAsync($"No worker is at {address}. Start one with: pipeline3d worker {address}")
                .ConfigureAwait(false);
            return;
        }
        console.WriteTable(["worker", "host", "process", "places", "memory", "processor", "build", "tags", "at"],
            [.. workers.Select(worker => new[]
            {
                worker.Name, worker.Host, $"{worker.ProcessId}", $"{worker.Places}", ByteSize.Write(worker.BudgetBytes),
                worker.Processor, worker.Build, string.Join(", ", worker.Tags),
                worker.Idle.Length > 0 ? $"idle: {worker.Idle}" : worker.At.Count == 0 ? "nothing"
                    : string.Join(", ", worker.At),
            })]);
    }
}
