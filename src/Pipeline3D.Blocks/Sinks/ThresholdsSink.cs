using System.Collections.Immutable;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Writes thresholds with their confidence intervals beside the models: <c>models/thresholds.json</c>.</summary>
/// <remarks>Notes which training data the models of this run were learnt from; <c>source.thresholds</c> refuses
/// thresholds of other models.</remarks>
[Block("sink.thresholds", Summary = "Save the rejection thresholds beside the models.")]
public sealed class ThresholdsSink() : SinkBlock3D<ThresholdSet>(new NoOptions())
{
    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ThresholdSet input, BlockContext context)
    {
        var hashes = input.Categories.Keys
            .Select(category => (category, context.Run.Facts.GetValueOrDefault($"model.{category}.training_hash", "")))
            .Where(pair => pair.Item2.Length > 0)
            .ToImmutableSortedDictionary(pair => pair.category, pair => pair.Item2, StringComparer.Ordinal);
        byte[] bytes = new ThresholdFile(hashes, input.Categories).ToBytes();
        AtomicFile.Write(context.Run.Folder.In("models", ThresholdFile.Name), stream => stream.Write(bytes));
        return ValueTask.CompletedTask;
    }
}
