using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>The calibrations beside the models that they belong to: <c>thresholds.json</c>.</summary>
/// <param name="TrainingHashes">Fingerprint of the training data of each category's model, as far as the run knew
/// it.</param>
/// <param name="Categories">The calibrations by category.</param>
internal sealed record ThresholdFile(ImmutableSortedDictionary<string, string> TrainingHashes,
    ImmutableSortedDictionary<string, Calibration> Categories)
{
    public const string Name = "thresholds.json";

    /// <summary>The calibrations for thinned scans by category; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, Calibration>? Fallback { get; init; }

    private static ImmutableSortedDictionary<string, Calibration> Nothing
        => ImmutableSortedDictionary<string, Calibration>.Empty;

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is damaged, or holds numbers that are no calibration.</exception>
    public static ThresholdFile Read(string path)
    {
        var file = JsonFile.Read<ThresholdFile>(path, ModelFolder.Json);
        return file is { TrainingHashes: not null, Categories: not null } ? file.Checked()
            : throw new JsonException($"{path} has no training_hashes or no categories");
    }

    /// <summary>The calibrations that the model files of a folder hold; null when none has one.</summary>
    /// <exception cref="JsonException">One holds numbers that are no calibration.</exception>
    public static ThresholdFile? Of(ModelFolder models)
    {
        ImmutableSortedDictionary<string, Calibration> whole = models.Notes<Calibration>("calibration"),
            thinned = models.Notes<Calibration>("calibration_thinned");
        return whole.IsEmpty && thinned.IsEmpty ? null
            : new ThresholdFile(ImmutableSortedDictionary<string, string>.Empty, whole) { Fallback = thinned }
                .Checked();
    }

    private ThresholdFile Checked()
    {
        foreach ((string category, Calibration calibration) in Categories.Concat(Fallback ?? Nothing))
            if (calibration is null || !float.IsFinite(calibration.Threshold) || !float.IsFinite(calibration.Low)
                || !float.IsFinite(calibration.High) || calibration.Low > calibration.High)
                throw new JsonException($"{Name}: the calibration of '{category}' holds no finite, ordered numbers");
        return this;
    }

    public static ThresholdFile Of(ThresholdSet set) => new(set.TrainingHashes, set.Categories)
    {
        Fallback = set.Fallback.IsEmpty ? null : set.Fallback,
    };

    public ThresholdSet ToSet() => new(Categories)
    {
        Fallback = Fallback ?? Nothing,
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ModelFolder.Json);
}
