using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Definitions.Files;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Hosting.Tests.Support;

/// <summary>A program with the sample blocks, a client and a log that is kept.</summary>
public abstract class HostingTest : IDisposable
{
    internal const string Line = """
        name: line
        run: { out: 'OUT' }
        blocks:
          - { id: numbers, use: sample.numbers }
          - { id: reject, use: sample.reject }
          - { id: tell, use: sample.tell }
        """;

    private readonly ServiceProvider _program;

    protected HostingTest() => _program = Services().BuildServiceProvider();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected TempFolder Folder { get; } = new();

    internal Notes Notes { get; } = new();

    internal KeptLogs Logs { get; } = new();

    protected IPipelineRunner Runner => _program.GetRequiredService<IPipelineRunner>();

    protected IServiceCollection Services() => new ServiceCollection().AddSingleton(Notes)
        .AddLogging(logging => logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Logs))
        .AddPipeline3D(options => options.AddBlocks(typeof(NumbersSource).Assembly));

    protected string Write(string yaml, string name = "line.yaml")
    {
        File.WriteAllText(Folder[name], yaml.Replace("OUT", Folder["out"], StringComparison.Ordinal));
        return Folder[name];
    }

    protected PipelineDefinition Load(params string[] overrides) => Runner.Load(Write(Line), overrides);

    public void Dispose()
    {
        _program.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
