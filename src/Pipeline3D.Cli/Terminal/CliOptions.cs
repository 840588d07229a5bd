using System.CommandLine;

namespace Pipeline3D.Cli.Terminal;

/// <summary>Options of commands, said briefly.</summary>
internal static class CliOptions
{
    /// <summary>An option that must be given.</summary>
    public static Option<T> Required<T>(string name, string description) => new(name) { Description = description,
        Required = true };

    /// <summary>An option with a default.</summary>
    public static Option<T> With<T>(string name, string description, T value)
        => new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Maybe<T>(string name, string description, string? word = null)
        => new(name) { Description = description, HelpName = word };

    /// <summary>An option that takes one of some words; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words)
    {
        Option<string> option = With(name, description, words[0]);
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Many(string name, string description, string word, bool together = false)
        => new(name)
    {
        Description = description,
        HelpName = word,
        AllowMultipleArgumentsPerToken = together,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Where traces go.</summary>
    public static Option<string?> Otlp() => Maybe<string>("--otlp", "Send one trace per scan to this OpenTelemetry "
        + "collector, for example http://127.0.0.1:4318. Default: as OTEL_EXPORTER_OTLP_ENDPOINT says, else none.",
        "URL");
}
