using System.Text.Json;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Writes learnt models to the run's models folder: one file per category and an index; <c>source.models</c>
/// reads them back.</summary>
[Block("sink.models", Summary = "Save the learnt models.")]
public sealed class ModelsSink() : SinkBlock3D<ModelSet>(new NoOptions())
{
    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ModelSet input, BlockContext context)
    {
        var index = new List<ModelEntry>();
        foreach ((string category, CategoryModel model) in input.Models)
        {
            string path = context.Run.Folder.InRoom("models", category, ".p3dm");
            AtomicFile.Write(path, model.Save);
            index.Add(new ModelEntry(category, Path.GetFileName(path), model.Kind, model.Features, model.TrainingHash,
                context.Run.Seed));
        }
        AtomicFile.WriteText(context.Run.Folder.In("models", ModelEntry.IndexFile), JsonSerializer.Serialize(index,
            ModelEntry.Json));
        return ValueTask.CompletedTask;
    }
}
