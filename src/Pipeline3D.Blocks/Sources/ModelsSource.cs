using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Reads models that <c>sink.models</c> saved, as the one value that a scoring block needs beforehand.</summary>
[Block("source.models", Summary = "Load saved models.")]
public sealed class ModelsSource(ModelsSourceOptions options) : SourceBlock3D<ModelSet>(options)
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<ModelSet>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        string index = Path.Combine(options.Folder, ModelEntry.IndexFile);
        if (!File.Exists(index))
            throw new DirectoryNotFoundException($"{options.Folder} holds no saved models: there is no {ModelEntry.IndexFile}; "
                + "give the models folder of a run that had a sink.models");
        long bytes = new DirectoryInfo(options.Folder).EnumerateFiles().Sum(file => file.Length);
        yield return new SourceEntry<ModelSet>(new ItemId("", "", "", "", "models"), options.Folder, bytes, Load);
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);

    private ValueTask<ModelSet> Load(BlockContext context)
    {
        try
        {
            byte[] index = File.ReadAllBytes(Path.Combine(options.Folder, ModelEntry.IndexFile));
            var models = ImmutableSortedDictionary.CreateBuilder<string, CategoryModel>(StringComparer.Ordinal);
            foreach (ModelEntry entry in JsonSerializer.Deserialize<List<ModelEntry>>(index, ModelEntry.Json) ?? [])
            {
                // Only a plain file name: an index from elsewhere must not reach outside its folder.
                using FileStream file = File.OpenRead(Path.Combine(options.Folder, Path.GetFileName(entry.File)));
                models[entry.Category] = entry.Load(file);
            }
            return new(new ModelSet(models.ToImmutable()));
        }
        catch (Exception cause) when (cause is JsonException or ModelFormatException)
        {
            throw context.Reject(RejectReason.BadFormat, $"{options.Folder}: {cause.Message}", cause);
        }
    }
}
