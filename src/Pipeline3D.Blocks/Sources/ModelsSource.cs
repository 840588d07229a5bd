using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Reads models that <c>sink.models</c> saved, as the one value that a scoring block needs
/// beforehand.</summary>
[Block("source.models", Summary = "Load saved models.")]
public sealed class ModelsSource(ModelsSourceOptions options) : SourceBlock3D<ModelSet>(options)
{
    private string Index => Path.Combine(options.Folder, ModelEntry.IndexFile);

    /// <summary>Fails before anything runs when the folder holds no models.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop) => File.Exists(Index)
        ? ValueTask.CompletedTask
        : throw new DirectoryNotFoundException(
            $"{options.Folder} holds no saved models: there is no {ModelEntry.IndexFile}; "
            + "give the models folder of a run that had a sink.models");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<ModelSet>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        FileInfo[] files = [.. new DirectoryInfo(options.Folder).EnumerateFiles()
            .OrderBy(file => file.Name, StringComparer.Ordinal)];
        yield return new SourceEntry<ModelSet>(new ItemId("", "", "", "", "models"), options.Folder,
            files.Sum(file => file.Length), Load) { Files = [.. files.Select(file => file.FullName)] };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);

    private ValueTask<ModelSet> Load(BlockContext context)
    {
        try
        {
            var models = ImmutableSortedDictionary.CreateBuilder<string, CategoryModel>(StringComparer.Ordinal);
            foreach (ModelEntry entry in ModelEntry.ReadIndex(Index))
            {
                using FileStream file = File.OpenRead(Path.Combine(options.Folder, entry.File));
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
