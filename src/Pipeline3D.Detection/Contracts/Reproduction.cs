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

    /// <summary>Named sets of values, such as the quirks that published numbers were made with: a reproduction takes
    /// one by <c>--as NAME</c>, on every dataset.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> As { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty;

    /// <summary>Names that stand for this method and others, such as the rows of one table: a reproduction of such a
    /// name runs all of them.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

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
    /// <summary>What is done to scans before the method's own preparation. Their options may say
    /// <c>${NAME}</c>.</summary>
    public ImmutableArray<HabitStep> Steps { get; init; } = [];

    /// <summary>Names that options of <see cref="Steps"/> say, with the protocol's values; empty for the option's
    /// default. A reproduction may set each for all scans, and <c>test_NAME</c> for those that are scored.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Options that differ from the defaults, as text.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Splits of the dataset that a reproduction learns from; <c>train</c> by default.</summary>
    public ImmutableArray<string> Splits { get; init; } = ["train"];

    /// <summary>Categories whose labelled test scans a reproduction learns from instead, a fit for each; those of an
    /// entry such as <c>carrot+cookie</c> are learnt from together. Every fit is measured on all other categories.
    /// Empty for a method that learns from the splits.</summary>
    public ImmutableArray<string> Auxiliary { get; init; } = [];

    /// <summary>Split that the scans of <see cref="Auxiliary"/> are of.</summary>
    public string AuxiliarySplit { get; init; } = "test";

    /// <summary>The protocol in which a model of one category's normal scans scores all others; null where no paper
    /// used it.</summary>
    public ZeroShotHabits? ZeroShot { get; init; }

    /// <summary>Options of the paper's protocol, as text: a reproduction sets them, a preset does not.</summary>
    public ImmutableSortedDictionary<string, string> Reproduce { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What a reproduction makes first, such as a pretrained network; null for nothing.</summary>
    public RunBefore? Before { get; init; }

    /// <summary>Options of the dataset's source that differ from the defaults, as text.</summary>
    public ImmutableSortedDictionary<string, string> Source { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Ids of methods that a reproduction runs beside this one, such as controls; those that are not here or
    /// do not know the dataset are left out.</summary>
    public ImmutableArray<string> Beside { get; init; } = [];

    /// <summary>What publications report, each a row of a table.</summary>
    public ImmutableArray<PublishedRow> Published { get; init; } = [];

    /// <summary>The steps with values in the place of their parameters.</summary>
    /// <param name="values">Values that differ from the protocol's.</param>
    /// <exception cref="ArgumentException">A step names a parameter that there is not.</exception>
    public ImmutableArray<HabitStep> StepsWith(IReadOnlyDictionary<string, string> values)
        => [.. Steps.Select(step => step with
        {
            With = step.With.Select(option => KeyValuePair.Create(option.Key, Value(step, option.Value, values)))
                .Where(option => option.Value.Length > 0).ToImmutableSortedDictionary(StringComparer.Ordinal),
        })];

    /// <summary>The habits of the protocol in which a model of one category's normal scans scores all others.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public DatasetHabits InZeroShot()
    {
        ZeroShotHabits own = ZeroShot ?? throw new InvalidOperationException("no paper used it");
        return this with
        {
            Auxiliary = own.Categories, AuxiliarySplit = "train", Options = Options.SetItem("group", "all"),
            Published = [.. own.Published.SelectMany(table => table.Rows())], Beside = own.Beside,
        };
    }

    private string Value(HabitStep step, string text, IReadOnlyDictionary<string, string> values)
    {
        if (!text.StartsWith("${", StringComparison.Ordinal) || !text.EndsWith('}'))
            return text;
        string name = text[2..^1];
        return values.TryGetValue(name, out string? value) || Parameters.TryGetValue(name, out value) ? value
            : throw new ArgumentException($"its reproduce.json says {text} in the step {step.Use}, which is no name of "
                + "'parameters'");
    }
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

    /// <summary>Options, names of <see cref="RunBefore.Parameters"/> and <see cref="DatasetHabits.Parameters"/>,
    /// <c>auxiliary</c> and <c>learn_dataset</c> that the row was made with, where they differ from the
    /// protocol's.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Why no run here is like the row, a sentence; empty when one may be.</summary>
    public string Apart { get; init; } = "";

    /// <summary>The category whose fit the row is of; empty for the mean of all fits.</summary>
    public string LearntOn { get; init; } = "";
}
