using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;

namespace Pipeline3D.Detection.Contracts;

/// <summary>How a method is used on datasets, and what its paper reports there: the embedded resource
/// <c>NAMESPACE.CLASS.reproduce.json</c> of the class's assembly, or nothing.</summary>
public sealed record Reproduction
{
    /// <summary>By the id of the dataset's layout, for example <c>mvtec3d</c>.</summary>
    public ImmutableSortedDictionary<string, DatasetHabits> Datasets { get; init; } =
        ImmutableSortedDictionary<string, DatasetHabits>.Empty;

    /// <summary>Reads what lies beside a class.</summary>
    /// <exception cref="ArgumentException">The file is damaged; the message says where.</exception>
    public static Reproduction Of(Type method)
    {
        using Stream? file = method.Assembly.GetManifestResourceStream($"{method.FullName}.reproduce.json");
        if (file is null)
            return new Reproduction();
        try
        {
            return JsonSerializer.Deserialize<Reproduction>(file, Json) ?? new Reproduction();
        }
        catch (JsonException cause)
        {
            throw new ArgumentException($"its reproduce.json is damaged: {cause.Message}", cause);
        }
    }

    private static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };
}

/// <summary>How a method is used on one dataset.</summary>
public sealed record DatasetHabits
{
    /// <summary>What is done to scans before the method's own preparation.</summary>
    public ImmutableArray<HabitStep> Steps { get; init; } = [];

    /// <summary>Options that differ from the defaults, as text.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Options of the dataset's source that differ from the defaults, as text.</summary>
    public ImmutableSortedDictionary<string, string> Source { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What publications report, each a row of a table.</summary>
    public ImmutableArray<PublishedRow> Published { get; init; } = [];
}

/// <summary>A block that scans go through first.</summary>
/// <param name="Use">Its address.</param>
/// <param name="With">Its options as text.</param>
/// <param name="Version">Version of what it computes.</param>
public sealed record HabitStep(string Use, ImmutableSortedDictionary<string, string>? With = null, int Version = 1)
{
    /// <summary>Its options as text.</summary>
    public ImmutableSortedDictionary<string, string> With { get; init; } =
        With ?? ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A row of a published table.</summary>
/// <param name="Source">Where it stands, for example <c>Table 1</c> of a paper.</param>
/// <param name="Metric">Name of the metric as in metrics.json: <c>i_auroc</c>, <c>p_auroc</c>,
/// <c>au_pro@0.3</c>.</param>
/// <param name="Values">Values by category, 0 to 1; <c>mean</c> for the mean.</param>
public sealed record PublishedRow(string Source, string Metric, ImmutableSortedDictionary<string, double> Values)
{
    /// <summary>Options that the row was made with, where they differ from the dataset's.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
