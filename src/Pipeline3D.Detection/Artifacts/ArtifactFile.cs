using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Models;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Artifacts;

/// <summary>Models as files: safetensors, with what is needed to use them in <c>__metadata__</c>.</summary>
/// <remarks>
/// Keys: <c>format</c> (pipeline3d-model), <c>format_version</c>, <c>method</c>, <c>method_version</c>,
/// <c>category</c>, <c>options</c> (a JSON object of texts), <c>recipe</c> (a JSON list of block, version, options),
/// <c>training_hash</c>, <c>training_scans</c>, <c>tensors_sha256</c> (of all numbers in order), <c>note.NAME</c>
/// (JSON: calibration, health) and <c>model.NAME</c> (the method's own facts). Any reader of safetensors opens the
/// file.
/// </remarks>
public static class ArtifactFile
{
    /// <summary>Extension of model files.</summary>
    public const string Extension = ".safetensors";

    private const string Format = "pipeline3d-model";
    private const int Version = 1;

    /// <summary>Writes a model; equal models give equal bytes.</summary>
    public static void Write(Stream stream, ModelArtifact about, ArtifactWriter model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, _, ReadOnlyMemory<float> numbers) in model.Tensors)
            hash.AppendData(MemoryMarshal.AsBytes(numbers.Span));
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["format_version"] = Version.ToString(CultureInfo.InvariantCulture),
            ["method"] = about.Method,
            ["method_version"] = about.MethodVersion.ToString(CultureInfo.InvariantCulture),
            ["category"] = about.Category,
            ["options"] = JsonSerializer.Serialize(about.Options),
            ["recipe"] = JsonSerializer.Serialize(about.Recipe.Steps, RecipeJson),
            ["training_hash"] = about.TrainingHash,
            ["training_scans"] = about.TrainingScans.ToString(CultureInfo.InvariantCulture),
            ["tensors_sha256"] = Convert.ToHexStringLower(hash.GetHashAndReset()),
        };
        foreach ((string name, string text) in model.Texts)
            texts[$"model.{name}"] = text;
        foreach ((string name, string json) in about.Notes)
            texts[$"note.{name}"] = json;
        SafetensorsWriter.Write(stream, model.Tensors, texts);
    }

    /// <summary>Reads what a file says of its model; the numbers stay where they are.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of a newer version, or no model.</exception>
    public static ModelArtifact ReadAbout(string path) => Read(path, (about, _) => about);

    /// <summary>Opens a model's numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Makes the model.</param>
    /// <exception cref="ModelFormatException">It is damaged, of a newer version, or no model.</exception>
    public static T Read<T>(string path, Func<ModelArtifact, ArtifactReader, T> read)
    {
        try
        {
            using WeightFile file = WeightFile.Open(path);
            return read(AboutOf(file, path), new ArtifactReader(file, path));
        }
        catch (WeightFormatException cause)
        {
            throw new ModelFormatException(path, $"it is cut off or damaged ({cause.Problem}); copy it again or learn "
                + "the model anew", cause);
        }
    }

    /// <summary>Checks that no bit of the numbers has changed since they were written.</summary>
    /// <exception cref="ModelFormatException">One has.</exception>
    public static void RequireWhole(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (WeightEntry entry in file.Entries)
            hash.AppendData(file.ReadBytes(entry.Name));
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Metadata.GetValueOrDefault("tensors_sha256"))
            throw new ModelFormatException(path,
                "its numbers are not those that were written (tensors_sha256): copy it "
                + "again or learn the model anew");
    }

    /// <summary>Writes notes into a file that is there, such as the threshold that was set with the model; the numbers
    /// stay bit by bit. The file is whole at every moment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="notes">JSON by name; replaces notes of the same names.</param>
    /// <exception cref="ModelFormatException">It is damaged, of a newer version, or no model.</exception>
    public static void Note(string path, IReadOnlyDictionary<string, string> notes)
    {
        ReadAbout(path);
        AtomicFile.Write(path, stream =>
        {
            using WeightFile file = WeightFile.Open(path);
            var all = new SortedDictionary<string, string>(file.Metadata.ToDictionary(), StringComparer.Ordinal);
            foreach ((string name, string json) in notes)
                all[$"note.{name}"] = json;
            SafetensorsWriter.Write(stream, [.. file.Entries.Select(entry => (entry.Name, entry.Shape.ToArray(),
                (ReadOnlyMemory<float>)file.ReadFloats(entry.Name)))], all);
        });
    }

    private static ModelArtifact AboutOf(WeightFile file, string path)
    {
        IReadOnlyDictionary<string, string> texts = file.Metadata;
        if (texts.GetValueOrDefault("format") != Format)
            throw new ModelFormatException(path, "it holds weights, but is no model of Pipeline3D: its metadata has no "
                + $"format '{Format}'");
        if (texts.GetValueOrDefault("format_version") != $"{Version}")
            throw new ModelFormatException(path,
                $"it is of format version {texts.GetValueOrDefault("format_version")}, "
                + $"this program reads {Version}: use the program that wrote it, or learn the model anew");
        try
        {
            return new ModelArtifact
            {
                Method = texts["method"],
                MethodVersion = int.Parse(texts["method_version"], CultureInfo.InvariantCulture),
                Category = texts["category"],
                Options = Whole(JsonSerializer.Deserialize<Dictionary<string, string>>(texts["options"]), "options")
                    .ToImmutableSortedDictionary(StringComparer.Ordinal),
                Recipe = new Recipe([.. (JsonSerializer.Deserialize<RecipeStep?[]>(texts["recipe"], RecipeJson) ?? [])
                    .Select(step => step is { Block: not null } ? step with
                    {
                        Options = Whole(step.Options, step.Block).ToImmutableSortedDictionary(StringComparer.Ordinal),
                    } : throw new JsonException("a step of the recipe names no block"))]),
                TrainingHash = texts["training_hash"],
                TrainingScans = int.Parse(texts["training_scans"], CultureInfo.InvariantCulture),
                Notes = texts.Where(text => text.Key.StartsWith("note.", StringComparison.Ordinal))
                    .ToImmutableSortedDictionary(text => text.Key[5..], text => text.Value, StringComparer.Ordinal),
            };
        }
        catch (Exception cause) when (cause is KeyNotFoundException or JsonException or FormatException
            or OverflowException)
        {
            throw new ModelFormatException(path, $"its metadata is not what a model needs ({cause.Message}); learn the "
                + "model anew", cause);
        }
    }

    // JSON may say null where a text must stand.
    private static IEnumerable<KeyValuePair<string, string>> Whole(IReadOnlyDictionary<string, string>? texts,
        string what) => texts is null ? throw new JsonException($"{what} has no options")
        : texts.FirstOrDefault(text => text.Value is null) is { Key: not null } none
            ? throw new JsonException($"'{none.Key}' of {what} is null") : texts;

    private static JsonSerializerOptions RecipeJson { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
