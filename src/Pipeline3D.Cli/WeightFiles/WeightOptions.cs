using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Cli.WeightFiles;

/// <summary>Which file, and what it does not say: the same for every <c>weights</c> command.</summary>
internal sealed class WeightOptions
{
    private readonly Argument<string> _file = new("file")
    {
        Description = "A file of weights, a folder that holds one, or a model's name: "
            + string.Join(", ", ClipSearch.Models),
    };

    private readonly Option<string> _only = CliOptions.OneOf("--only", "Which towers. Default: those that are there.",
        "all", "vision", "text");
    private readonly Option<string> _activation = CliOptions.OneOf("--activation",
        "Activation of the MLPs. Default: by rule.", "auto", "quick-gelu", "gelu");
    private readonly Option<int?> _heads = CliOptions.Maybe<int?>("--heads", "Heads of the vision tower."),
        _textHeads = CliOptions.Maybe<int?>("--text-heads", "Heads of the text tower.");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_file);
        foreach (Option option in new Option[] { _only, _activation, _heads, _textHeads })
            command.Options.Add(option);
    }

    /// <summary>The file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public string Find(ParseResult parse) => ClipSearch.Find(parse.GetRequiredValue(_file));

    /// <summary>What is asked of it.</summary>
    public ClipLoading Loading(ParseResult parse) => new()
    {
        Parts = parse.GetRequiredValue(_only) switch
        {
            "vision" => ClipParts.Vision,
            "text" => ClipParts.Text,
            _ => ClipParts.Present,
        },
        Activation = parse.GetRequiredValue(_activation) switch
        {
            "quick-gelu" => ClipActivation.QuickGelu,
            "gelu" => ClipActivation.Gelu,
            _ => null,
        },
        Heads = parse.GetValue(_heads),
        TextHeads = parse.GetValue(_textHeads),
    };
}
