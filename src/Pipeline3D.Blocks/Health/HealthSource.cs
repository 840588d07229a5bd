using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Blocks.Health;

/// <summary>Reads what <c>sink.health</c> saved, as the one value that <c>filter.check-health</c> needs
/// beforehand.</summary>
[Block("source.health", Summary = "Load what healthy scans look like.")]
public sealed class HealthSource(HealthSourceOptions options) : SourceBlock3D<HealthProfiles>(options)
{
    private readonly ModelFolder _models = new(options.Folder);

    private string Beside => Path.Combine(options.Folder, options.Name + HealthFile.Extension);

    // The profiles of the default name lie in the model files, too.
    private bool IsInModels => options.Name == HealthFile.DefaultName
        && _models.ReadAbout().Any(about => about.Notes.ContainsKey("health"));

    /// <summary>Fails before anything runs when the folder holds no profile.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop) => File.Exists(Beside) || IsInModels
        ? ValueTask.CompletedTask
        : throw new FileNotFoundException(
            $"{options.Folder} does not say what healthy scans look like: there is no {Path.GetFileName(Beside)}; give "
            + "the models folder of a run that had a sink.health, or serve these models without the check "
            + "(pipelines/stream/serve-without-health.yaml)");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<HealthProfiles>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return new SourceEntry<HealthProfiles>(new ItemId("", "", "", "", options.Name), Beside, 0, Load)
        {
            Files = File.Exists(Beside) ? [Beside] : _models.Files,
        };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);

    private ValueTask<HealthProfiles> Load(BlockContext context)
    {
        try
        {
            return new(new HealthProfiles(File.Exists(Beside) ? HealthFile.Read(Beside).Categories
                : new HealthFile(_models.Notes<HealthProfile>("health")).Checked().Categories));
        }
        catch (Exception cause) when (cause is JsonException or ModelFormatException)
        {
            string place = File.Exists(Beside) ? Beside : options.Folder;
            throw context.Reject(RejectReason.BadFormat, $"{place}: it is damaged: {cause.Message}; copy it again or "
                + "make it anew", cause);
        }
    }
}

/// <summary>Options of <see cref="HealthSource"/>.</summary>
public sealed record HealthSourceOptions : IBlockOptions
{
    /// <summary>The models folder of an earlier run.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Name of the file without its extension, as given to sink.health.</summary>
    public string Name { get; init; } = HealthFile.DefaultName;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireText(Folder, nameof(Folder));
        HealthFile.ValidateName(Name, nameof(Name), problems);
    }
}
