using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Writes learnt models to the run's models folder, a safetensors file per category, which holds how scans are
/// prepared, too; <c>source.models</c> reads them back.</summary>
/// <remarks>Threshold and health profile of a category are added to its file when the run finds them.</remarks>
[Block("sink.models", Summary = "Save the learnt models.")]
public sealed class ModelsSink(ModelsSinkOptions options) : SinkBlock3D<ModelSet>(options)
{
    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ModelSet input, BlockContext context)
    {
        string folder = context.Run.Folder.RoomFor(Path.Combine("models", options.Name));
        lock (context.Run.FilesGate)
        {
            new ModelFolder(folder).Write(input);
            new ModelFolder(folder).Seal();
        }
        return ValueTask.CompletedTask;
    }
}

/// <summary>Options of <see cref="ModelsSink"/>.</summary>
public sealed record ModelsSinkOptions : IBlockOptions
{
    /// <summary>Folder below the run's models folder, for pipelines that learn several methods; empty for the models
    /// folder itself.</summary>
    public string Name { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(Problems problems) => problems.Require(Name.Length <= 60
        && Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), nameof(Name), $"'{Name}'",
        "must be at most 60 letters, digits, '-' or '_'");
}
