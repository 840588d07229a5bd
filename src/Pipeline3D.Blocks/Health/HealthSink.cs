using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Blocks.Health;

/// <summary>Writes what healthy scans look like beside the models: <c>models/health.json</c>, and in the
/// model files themselves.</summary>
[Block("sink.health", Summary = "Save what healthy scans look like beside the models.")]
public sealed class HealthSink(HealthSinkOptions options) : SinkBlock3D<HealthProfiles>(options)
{
    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(HealthProfiles input, BlockContext context)
    {
        byte[] bytes = new HealthFile(input.Categories).ToBytes();
        lock (context.Run.FilesGate)
        {
            AtomicFile.Write(context.Run.Folder.In("models", options.Name + HealthFile.Extension),
                stream => stream.Write(bytes));
            new ModelFolder(context.Run.Folder.Models).Seal();
        }
        return ValueTask.CompletedTask;
    }
}

/// <summary>Options of <see cref="HealthSink"/>.</summary>
public sealed record HealthSinkOptions : IBlockOptions
{
    /// <summary>Name of the file without its extension: letters, digits, '-' and '_'. A pipeline that checks scans at
    /// two places needs two.</summary>
    public string Name { get; init; } = HealthFile.DefaultName;

    /// <inheritdoc/>
    public void Validate(Problems problems) => HealthFile.ValidateName(Name, nameof(Name), problems);
}
