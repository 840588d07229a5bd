using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Core.Options;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Hosting;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Nats.Pool;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Cli.Spreading;

/// <summary>The options of <c>run --on</c>: which workers compute the items.</summary>
/// <remarks>Nothing of NATS is loaded unless an address is given.</remarks>
internal sealed class SpreadArguments
{
    private readonly Option<string?> _on = CliOptions.Maybe<string>("--on",
        "Have the workers at this NATS server compute the scans (see 'worker'). Default: PIPELINE3D_ON, else all is "
            + "computed here; \"\" takes it back.",
        "nats://HOST");

    private readonly Option<bool> _ship = new("--ship")
    {
        Description = "Send scans and results through the server: for workers that see neither the data nor the run's "
            + "folder.",
    };

    private readonly Option<string?> _timeout = CliOptions.Maybe<string>("--on-timeout",
        "End the run, with exit code 4, when there is no worker for so long, for example 5 min. Default: wait.",
            "TIME");

    private readonly Option<string?> _ackWait = CliOptions.Maybe<string>("--ack-wait",
        "Hand a scan on to another worker when its own was not heard of for so long. Default 30 s.", "TIME");

    private readonly Option<bool> _sameCpu = new("--same-cpu")
    {
        Description = "Take results of one kind of processor alone, so that they are equal to the last bit.",
    };

    private readonly ServerArguments _server = new();

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _on, _ship, _timeout, _ackWait, _sameCpu })
            command.Options.Add(option);
        _server.AddTo(command);
    }

    /// <summary>The server that is asked for; null when all is computed here.</summary>
    public string? On(ParseResult parse)
        => (parse.GetValue(_on) ?? Environment.GetEnvironmentVariable("PIPELINE3D_ON")) is { Length: > 0 } on ? on
            : null;

    /// <summary>What makes the pool; null when all is computed here.</summary>
    public Func<PoolRequest, CancellationToken, Task<IWorkPool>>? Pool(ParseResult parse)
    {
        if (On(parse) is not { } on)
            return null;
        ServerAddress address = _server.Of(parse, on);
        TimeSpan ackWait = Time(parse, _ackWait) ?? TimeSpan.FromSeconds(30);
        TimeSpan? timeout = Time(parse, _timeout);
        (bool ships, bool sameCpu) = (parse.GetValue(_ship), parse.GetValue(_sameCpu));
        return (request, stop) => StartAsync(request, address, ackWait, timeout, ships, sameCpu, stop);
    }

    private static async Task<IWorkPool> StartAsync(PoolRequest request, ServerAddress address, TimeSpan ackWait,
        TimeSpan? timeout, bool ships, bool sameCpu, CancellationToken stop)
    {
        try
        {
            return await NatsPool.StartAsync(new NatsPoolOptions
            {
                Address = address, RunId = request.RunId, Name = request.Name, Definition = request.Definition,
                Build = request.Build, Folder = Path.GetFullPath(request.Context.Folder.Path), Ships = ships,
                Files = ships ? await request.ValueFiles(stop).ConfigureAwait(false) : [], AckWait = ackWait,
                WorkerTimeout = timeout, IsSameProcessor = sameCpu, Time = request.Context.Time,
                Remark = request.Context.AddRemark, Status = request.Context.ShowStatus,
            }, stop).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is ServerException or PoolException)
        {
            throw new RunException(cause.Message, cause);
        }
    }

    private static TimeSpan? Time(ParseResult parse, Option<string?> option) => parse.GetValue(option) is not { } text
        ? null : OptionText.TryRead(text, typeof(TimeSpan), out object? value) && (TimeSpan)value! > TimeSpan.Zero
            ? (TimeSpan)value
            : throw new UsageException($"{option.Name} is '{text}'; write a time such as 30 s or 5 min");
}
