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

    /// <summary>Splits of the dataset that a reproduction learns from; <c>train</c> by default.</summary>
    public ImmutableArray<string> Splits { get; init; } = ["train"];

    /// <summary>Options of the paper's protocol, as text: a reproduction sets them, a preset does not.</summary>
    public ImmutableSortedDictionary<string, string> Reproduce { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What a reproduction makes first, such as a pretrained network; null for nothing.</summary>
    public RunBefore? Before { get; init; }

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

/// <summary>A run that makes a file which the method needs: blocks in a row, from a source to a fit.</summary>
/// <param name="Option">The method's option that takes the file. Whoever gives it spares the run.</param>
/// <param name="File">The file in the run's folder, for example <c>models/scenes.safetensors</c>.</param>
/// <param name="Steps">The blocks; the models of the last one are saved. Their options may say
/// <c>${NAME}</c>.</param>
public sealed record RunBefore(string Option, string File, ImmutableArray<HabitStep> Steps)
{
    /// <summary>What it does, in a sentence.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Names that <c>--set</c> may change, with the protocol's values; empty for the option's
    /// default.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A row of a published table.</summary>
/// <param name="Source">Where it stands, for example <c>Table 1</c> of a paper.</param>
/// <param name="Metric">Name of the metric as in metrics.json: <c>image_auroc</c>, <c>pixel_auroc</c>,
/// <c>au_pro@0.3</c>.</param>
/// <param name="Values">Values by category, 0 to 1; <c>mean</c> for the mean.</param>
public sealed record PublishedRow(string Source, string Metric, ImmutableSortedDictionary<string, double> Values)
{
    /// <summary>Categories that the mean is over; 0 for those of <see cref="Values"/>.</summary>
    public int Categories { get; init; }

    /// <summary>Options and names of <see cref="RunBefore.Parameters"/> that the row was made with, where they differ
    /// from the protocol's.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
