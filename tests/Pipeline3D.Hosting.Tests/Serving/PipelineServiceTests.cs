using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Hosting.Serving;
using Pipeline3D.Hosting.Tests.Support;
using Pipeline3D.Reporting.Manifest;

namespace Pipeline3D.Hosting.Tests.Serving;

/// <summary>A pipeline that is served by a host: start, answers, drain, stop, failure.</summary>
public sealed class PipelineServiceTests : HostingTest
{
    private const string Served = """
        name: served
        run: { out: 'OUT' }
        blocks:
          - { id: scans, use: source.live, with: { port: 0, category: bagel, durable: false } }
          - { id: judge, use: sample.judge }
          - { id: verdicts, use: sink.verdicts, from: judge }
          - { id: live, use: sink.live, from: judge }
        """;

    private const string Cloud = """
        ply
        format ascii 1.0
        element vertex 3
        property float x
        property float y
        property float z
        end_header
        0 0 0
        1 0 0
        0 1 0

        """;

    [Fact]
    public async Task Host_Stops_AcceptedScansAreAnsweredAndNoFurtherOneIsTaken()
    {
        var gate = new TaskCompletionSource();
        Notes.Gate = gate.Task;
        using IHost host = Serve();
        await host.StartAsync(Stop);
        using HttpClient client = await ClientAsync(host);
        Task<HttpResponseMessage> asked = client.PostAsync("/scans", new StringContent(Cloud), Stop);
        await Notes.Reached.Task.WaitAsync(Stop);

        Task stopping = host.StopAsync(Stop);
        using (HttpResponseMessage late = await client.PostAsync("/scans", new StringContent(Cloud), Stop))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.False(asked.IsCompleted);
        gate.SetResult();
        using HttpResponseMessage answer = await asked;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"score\":3", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        await stopping;

        ServiceReport report = host.Services.GetRequiredService<PipelineService>().Report!;
        Assert.Equal((RunOutcome.Ok, 1L, 1L, RunStatus.Completed), (report.Outcome, report.Accepted, report.Answered,
            report.Run.Status));
        Assert.Single(report.Run.ReadVerdicts());
        Assert.Equal("completed", RunManifest.Read(report.Run.Folder).Status);
    }

    [Fact]
    public async Task Host_LosesPatience_ScansInWorkAreAnsweredAsStopped()
    {
        Notes.Gate = new TaskCompletionSource().Task;
        using IHost host = Serve();
        await host.StartAsync(Stop);
        using HttpClient client = await ClientAsync(host);
        Task<HttpResponseMessage> asked = client.PostAsync("/scans", new StringContent(Cloud), Stop);
        await Notes.Reached.Task.WaitAsync(Stop);

        using var patience = new CancellationTokenSource();
        Task stopping = host.StopAsync(patience.Token);
        await patience.CancelAsync();
        using HttpResponseMessage answer = await asked;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await stopping.ContinueWith(static _ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default);
        ServiceReport report = host.Services.GetRequiredService<PipelineService>().Report!;
        Assert.Equal((RunOutcome.Failed, RunStatus.Stopped, 1L, 1L), (report.Outcome, report.Run.Status,
            report.Accepted, report.Answered));
    }

    [Fact]
    public async Task Scan_ThatIsRejected_IsLoggedOnceWithItsReason()
    {
        using IHost host = Serve();
        await host.StartAsync(Stop);
        using HttpClient client = await ClientAsync(host);
        using HttpResponseMessage answer = await client.PostAsync("/scans?name=bad",
            new StringContent("ply\nformat ascii 1.0\nelement vertex 3\n"), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        string line = Assert.Single(Logs.Lines, line => line.Contains("_bad unusable in scans as bad_format",
            StringComparison.Ordinal));
        Assert.StartsWith("Pipeline3D.Run: ", line, StringComparison.Ordinal);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Start_PipelineThatCannotBeServed_EndsTheStartOfTheHost()
    {
        using (IHost host = Serve(Served.Replace("sample.judge", "sample.jugde", StringComparison.Ordinal)))
            Assert.Contains("there is no block 'sample.jugde'. Did you mean 'sample.judge'?",
                (await Assert.ThrowsAsync<DefinitionException>(() => host.StartAsync(Stop))).Message,
                StringComparison.Ordinal);
        using (IHost host = Serve(Line))
            Assert.Contains("has 0 blocks source.live", (await Assert.ThrowsAsync<RunException>(() => host.StartAsync(
                Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortIsTaken_EndsTheStartOfTheHost()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using IHost host = Serve(overrides: [$"scans.port={((IPEndPoint)taken.LocalEndpoint).Port}"]);
        var refused = await Assert.ThrowsAnyAsync<IOException>(() => host.StartAsync(Stop));
        Assert.Contains("address already in use", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AddPipeline3DService_Twice_ServesBoth()
    {
        using IHost host = Serve(overrides: [$"run.out={Folder["a"]}"], more: services => services.AddPipeline3DService(
            Folder["line.yaml"], [$"run.out={Folder["b"]}"]));
        await host.StartAsync(Stop);
        ServiceStarted[] started = [.. host.Services.GetServices<PipelineService>().Select(one => one.Started!)];
        Assert.Equal([Folder["a"], Folder["b"]], started.Select(one => one.Folder));
        Assert.NotEqual(started[0].Address, started[1].Address);
        using HttpClient client = new();
        foreach (ServiceStarted one in started)
        {
            using HttpResponseMessage answer = await client.PostAsync(new Uri($"{one.Address}/scans"),
                new StringContent(Cloud), Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task RunAsync_WithoutAHost_EndsAfterItsAnswers()
    {
        var listening = new TaskCompletionSource<ServiceStarted>();
        using var service = new PipelineService(Runner, new ServiceRequest(Write(Served))
        {
            MaxScans = 1, Folder = Folder["asked"], Started = listening.SetResult,
        }, NullLoggerFactory.Instance);
        Task<ServiceReport> serving = service.RunAsync(stop: Stop);
        ServiceStarted started = await listening.Task.WaitAsync(Stop);
        Assert.Equal(("served", Folder["asked"]), (started.Name, started.Folder));
        using var client = new HttpClient { BaseAddress = new Uri(started.Address) };
        await WaitUntilOpenAsync(client);
        using HttpResponseMessage answer = await client.PostAsync("/scans", new StringContent(Cloud), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((RunOutcome.Ok, 1L), ((await serving).Outcome, (await serving).Answered));
    }

    [Fact]
    public void AddPipeline3DService_OnePipeline_IsWhatTheHostStarts()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddPipeline3DService("pipelines/stream/serve-saved-models.yaml",
            ["models=runs/bagel/models", "scans.category=bagel"]);
        using IHost host = builder.Build();
        Assert.Same(host.Services.GetRequiredService<PipelineService>(),
            Assert.Single(host.Services.GetServices<IHostedService>()));
    }

    private IHost Serve(string yaml = Served, string[]? overrides = null, Action<IServiceCollection>? more = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        foreach (ServiceDescriptor service in Services())
            builder.Services.Add(service);
        builder.Services.AddPipeline3DService(Write(yaml), overrides);
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    private static async Task<HttpClient> ClientAsync(IHost host)
    {
        var client = new HttpClient
        {
            BaseAddress = new Uri(host.Services.GetRequiredService<PipelineService>().Started!.Address),
        };
        await WaitUntilOpenAsync(client);
        return client;
    }

    private static async Task WaitUntilOpenAsync(HttpClient client)
    {
        while ((await client.GetAsync("/health", Stop)).StatusCode != HttpStatusCode.OK)
            await Task.Yield();
    }
}
