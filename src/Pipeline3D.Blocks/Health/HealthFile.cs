using System.Collections.Immutable;
using System.Text.Json;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Blocks.Health;

/// <summary>The health profiles beside the models that they belong to: <c>health.json</c>.</summary>
/// <param name="Categories">The profiles by category.</param>
internal sealed record HealthFile(ImmutableSortedDictionary<string, HealthProfile> Categories)
{
    public const string Extension = ".json", DefaultName = "health";

    private const int LongestName = 60;

    /// <summary>Notes when a name is none for such a file.</summary>
    public static void ValidateName(string name, string option, Problems problems) => problems.Require(
        name is { Length: > 0 and <= LongestName } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && name is not ("models" or "thresholds"), option, $"'{name}'",
        "must be 1 to 60 letters, digits, '-' or '_', and not the name of another file of the models folder");

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is damaged, or lacks a measurement, or holds limits that are no
    /// limits.</exception>
    public static HealthFile Read(string path)
    {
        var file = JsonFile.Read<HealthFile>(path, ModelFolder.Json);
        string name = Path.GetFileName(path);
        return file is { Categories: not null } ? file.Checked(name)
            : throw new JsonException($"{name} has no categories");
    }

    /// <summary>The profiles, once they are known to be some.</summary>
    /// <exception cref="JsonException">One lacks a measurement, or holds limits that are no limits.</exception>
    public HealthFile Checked(string name = "the model")
    {
        foreach ((string category, HealthProfile profile) in Categories)
        {
            if (profile is not { Scans: > 0, Ranges: not null } || !Enum.IsDefined(profile.Unit))
                throw new JsonException($"{name}: the profile of '{category}' has no scans, unit or ranges");
            foreach (HealthMeasure measure in HealthMeasure.All)
                if (!profile.Ranges.TryGetValue(measure.Name, out HealthRange? range)
                    || range is not { IsOrdered: true })
                    throw new JsonException($"{name}: the range '{measure.Name}' of '{category}' is missing, or holds "
                        + "no finite, ordered numbers");
            if (profile.Size <= 0 || profile.Ranges["spacing"].Least < 0)
                throw new JsonException($"{name}: the sizes of '{category}' are not above 0");
        }
        return this;
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ModelFolder.Json);
}
