using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Registry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Definitions.Tests.Support;

public abstract class DefinitionTest : IDisposable
{
    protected static BlockRegistry Registry { get; } = new(typeof(SampleSink).Assembly);

    protected TempFolder Folder { get; } = new();

    protected string Write(string yaml, string name = "line.yaml")
    {
        File.WriteAllText(Folder[name], yaml);
        return Folder[name];
    }

    protected PipelineDefinition Load(string yaml, params string[] overrides)
        => DefinitionLoader.Load(Write(yaml), overrides, Registry);

    /// <summary>The problems as <c>line:column code message</c>, without the folder's name.</summary>
    protected string[] Problems(string yaml, params string[] overrides)
        => [.. Assert.Throws<DefinitionException>(() => Load(yaml, overrides)).Problems
            .Select(p => $"{(p.Place.File == "--set" ? "set " : "")}{p.Place.Line}:{p.Place.Column} {p.Code} "
                + $"{p.Message}")];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
