using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Blocks.Methods;

/// <summary>A folder of saved models: one file per category, with the calibration and the health profile in
/// it.</summary>
/// <param name="Path">The folder, or one file of it.</param>
public sealed record ModelFolder(string Path)
{
    private const string FormerIndex = "models.json";

    internal static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The model files without hidden ones, sorted; empty when there are none.</summary>
    public IReadOnlyList<string> Files => File.Exists(Path) ? [Path]
        : DatasetFolders.FilesIn(Path, ArtifactFile.Extension);

    /// <summary>Whether the folder holds models of version 0.1 and none of today.</summary>
    public bool IsFormer => Files.Count == 0 && File.Exists(System.IO.Path.Combine(Path, FormerIndex));

    /// <summary>Whether it holds any model.</summary>
    public bool HasModels => Files.Count > 0 || IsFormer;

    /// <summary>Reads what the files say of their models.</summary>
    /// <exception cref="ModelFormatException">One is damaged, or two are of one category.</exception>
    public IReadOnlyList<ModelArtifact> ReadAbout()
    {
        ModelArtifact[] all = [.. Files.Select(ArtifactFile.ReadAbout)];
        return all.GroupBy(about => about.Category, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)
            is { } twice ? throw new ModelFormatException(Path, $"it holds two models for '{twice.Key}'; keep one of "
                + "them here") : all;
    }

    /// <summary>Reads the models.</summary>
    /// <param name="find">Gives a method by its id.</param>
    /// <exception cref="ModelFormatException">One is damaged, or of a method or version that is not here.</exception>
    public ModelSet Read(Func<string, MethodRunner?> find)
    {
        if (IsFormer)
            return new ModelSet(FormerFolder.Read(System.IO.Path.Combine(Path, FormerIndex), find));
        ReadAbout();
        return new ModelSet(Files.Select(file => TrainedModel.Load(file, find)).ToImmutableSortedDictionary(
            model => model.About.Category, model => model, StringComparer.Ordinal));
    }

    /// <summary>Fingerprints of the training data by category.</summary>
    /// <exception cref="ModelFormatException">A file is damaged.</exception>
    internal IReadOnlyDictionary<string, string> TrainingHashes => IsFormer
        ? FormerFolder.HashesOf(System.IO.Path.Combine(Path, FormerIndex))
        : ReadAbout().ToDictionary(about => about.Category, about => about.TrainingHash, StringComparer.Ordinal);

    /// <summary>What a note of the model files says, by category; empty when none has it.</summary>
    /// <param name="name">The note, for example <c>calibration</c>.</param>
    /// <exception cref="ModelFormatException">A file is damaged.</exception>
    /// <exception cref="JsonException">A note is damaged.</exception>
    internal ImmutableSortedDictionary<string, T> Notes<T>(string name) where T : class
        => ReadAbout().Where(about => about.Notes.ContainsKey(name)).ToImmutableSortedDictionary(
            about => about.Category, about => JsonSerializer.Deserialize<T>(about.Notes[name], Json)
                ?? throw new JsonException($"the note '{name}' is empty"), StringComparer.Ordinal);

    /// <summary>Writes the models of another folder here, with their thresholds and health profiles.</summary>
    /// <param name="other">The folder; of version 0.1 or of today.</param>
    /// <param name="find">Gives a method by its id.</param>
    /// <param name="recipe">How the scans of these models were prepared.</param>
    /// <returns>The models written.</returns>
    /// <exception cref="ModelFormatException">A file is damaged, or the recipe is of other models.</exception>
    public ModelSet Take(ModelFolder other, Func<string, MethodRunner?> find, Recipe recipe)
    {
        ModelSet models = other.Read(find);
        foreach ((string category, TrainedModel model) in models.Models)
            if (!recipe.Steps[^1].Equals(model.About.Recipe.Steps[^1]))
                throw new ModelFormatException(other.Path, $"the model of '{category}' was learnt on scans prepared by "
                    + $"{model.About.Recipe.Steps[^1]}, the pipeline prepares them by {recipe.Steps[^1]}: give the "
                    + "file and the overrides that it was learnt with");
        models = new ModelSet(models.Models.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value with
        {
            About = pair.Value.About with { Recipe = recipe },
        }, StringComparer.Ordinal));
        Directory.CreateDirectory(Path);
        Write(models);
        foreach (string name in new[] { ThresholdFile.Name, HealthFile.DefaultName + HealthFile.Extension })
            if (System.IO.Path.Combine(other.Path, name) is var beside && File.Exists(beside))
                File.Copy(beside, System.IO.Path.Combine(Path, name));
        Seal();
        return models;
    }

    /// <summary>Writes models, a file per category.</summary>
    public void Write(ModelSet models)
    {
        var folder = new RunFolder(Path);
        foreach ((string category, TrainedModel model) in models.Models)
            AtomicFile.Write(folder.InRoom("", category == ModelSet.AllCategories ? "all" : category,
                ArtifactFile.Extension), model.Save);
    }

    /// <summary>Writes into the model files what the JSON files beside them say: thresholds and health profiles, as far
    /// as they were found with these models. Called by whichever is written last.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    internal void Seal()
    {
        ThresholdFile? thresholds = Beside(ThresholdFile.Name, ThresholdFile.Read);
        HealthFile? health = Beside(HealthFile.DefaultName + HealthFile.Extension, HealthFile.Read);
        foreach (string file in Files)
        {
            ModelArtifact about = ArtifactFile.ReadAbout(file);
            var notes = new Dictionary<string, string>(StringComparer.Ordinal);
            if (thresholds?.TrainingHashes.GetValueOrDefault(about.Category) == about.TrainingHash)
            {
                if (thresholds.Categories.TryGetValue(about.Category, out Calibration? whole))
                    notes["calibration"] = JsonSerializer.Serialize(whole, Json);
                if (thresholds.Fallback?.TryGetValue(about.Category, out Calibration? thinned) == true)
                    notes["calibration_thinned"] = JsonSerializer.Serialize(thinned, Json);
            }
            if (health?.Categories.TryGetValue(about.Category, out HealthProfile? profile) == true)
                notes["health"] = JsonSerializer.Serialize(profile, Json);
            if (notes.Any(note => about.Notes.GetValueOrDefault(note.Key) != note.Value))
                ArtifactFile.Note(file, notes);
        }
    }

    private T? Beside<T>(string name, Func<string, T> read) where T : class
        => System.IO.Path.Combine(Path, name) is var path && File.Exists(path) ? read(path) : null;
}
