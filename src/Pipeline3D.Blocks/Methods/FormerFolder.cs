using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Former;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Blocks.Methods;

/// <summary>A models folder of version 0.1: an index, <c>models.json</c>, and a <c>.p3dm</c> file per category. It may
/// come from elsewhere, so nothing in it is taken on trust.</summary>
public static class FormerFolder
{
    /// <exception cref="ModelFormatException">It is damaged, names no model, one category twice, or a file outside its
    /// folder.</exception>
    public static ImmutableSortedDictionary<string, TrainedModel> Read(string index,
        Func<string, MethodRunner?> find)
    {
        var models = ImmutableSortedDictionary.CreateBuilder<string, TrainedModel>(StringComparer.Ordinal);
        foreach (Entry entry in ReadIndex(index))
        {
            using FileStream file = File.OpenRead(Path.Combine(Path.GetDirectoryName(index)!, entry.File));
            if (!models.TryAdd(entry.Category, FormerModels.Load(file, entry.Category, entry.Kind, entry.Features,
                find)))
                throw new ModelFormatException(index, $"it names two models for the category '{entry.Category}'");
        }
        return models.ToImmutable();
    }

    /// <summary>Fingerprints of the training data by category.</summary>
    /// <exception cref="ModelFormatException">The index is damaged.</exception>
    public static IReadOnlyDictionary<string, string> HashesOf(string index) => ReadIndex(index)
        .DistinctBy(entry => entry.Category).ToDictionary(entry => entry.Category, entry => entry.TrainingHash ?? "",
            StringComparer.Ordinal);

    private static List<Entry> ReadIndex(string path)
    {
        try
        {
            List<Entry?> entries = JsonSerializer.Deserialize<List<Entry?>>(File.ReadAllBytes(path), ModelFolder.Json)
                ?? [];
            if (entries.Count == 0)
                throw new ModelFormatException(path, "it names no model");
            foreach (Entry? entry in entries)
            {
                if (entry is not { Category: not null, File.Length: > 0, Kind: not null, Features: not null })
                    throw new ModelFormatException(path, "it has an entry without category, file, kind or features");
                if (Path.GetFileName(entry.File) != entry.File || entry.File is "." or "..")
                    throw new ModelFormatException(path,
                        $"it names the file '{entry.File}', which is not a file of its own folder");
            }
            return entries!;
        }
        catch (JsonException cause)
        {
            throw new ModelFormatException(path, $"it is damaged: {cause.Message}", cause);
        }
    }

    private sealed record Entry(string Category, string File, string Kind, string Features, string TrainingHash,
        int Seed);
}
