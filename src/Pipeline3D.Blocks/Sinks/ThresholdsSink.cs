using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Writes thresholds with their confidence intervals beside the models:
/// <c>models/thresholds.json</c>, and in the model files themselves.</summary>
/// <remarks>Notes which training data the models that scored were learnt from; <c>source.thresholds</c> refuses
/// thresholds of other models.</remarks>
[Block("sink.thresholds", Summary = "Save the rejection thresholds beside the models.")]
public sealed class ThresholdsSink() : SinkBlock3D<ThresholdSet>(new NoOptions())
{
    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ThresholdSet input, BlockContext context)
    {
        byte[] bytes = ThresholdFile.Of(input).ToBytes();
        lock (context.Run.FilesGate)
        {
            AtomicFile.Write(context.Run.Folder.In("models", ThresholdFile.Name), stream => stream.Write(bytes));
            new ModelFolder(context.Run.Folder.Models).Seal();
        }
        return ValueTask.CompletedTask;
    }
}
