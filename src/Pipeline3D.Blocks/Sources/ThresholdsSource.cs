using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Reads thresholds that <c>sink.thresholds</c> saved, as the one value that <c>scoring.verdict</c> needs
/// beforehand: from <c>thresholds.json</c>, or from the model files themselves.</summary>
/// <remarks>Thresholds that were set with other models than those in the folder are refused.</remarks>
[Block("source.thresholds", Summary = "Load saved rejection thresholds.")]
public sealed class ThresholdsSource(ModelsSourceOptions options) : SourceBlock3D<ThresholdSet>(options)
{
    private readonly ModelFolder _models = new(options.Folder);

    private string Beside => Path.Combine(options.Folder, ThresholdFile.Name);

    /// <summary>Fails before anything runs when the folder holds no thresholds.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
        => File.Exists(Beside) || _models.ReadAbout().Any(about => about.Notes.Keys.Any(note
            => note.StartsWith("calibration", StringComparison.Ordinal))) ? ValueTask.CompletedTask
        : throw new FileNotFoundException(
            $"{options.Folder} holds no saved thresholds: there is no {ThresholdFile.Name}, and no model has one in "
            + "it; give the models folder of a run that had a sink.thresholds");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<ThresholdSet>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return new SourceEntry<ThresholdSet>(new ItemId("", "", "", "", "thresholds"), options.Folder, 0, Load)
        {
            Files = File.Exists(Beside) ? [Beside] : _models.Files,
        };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);

    private ValueTask<ThresholdSet> Load(BlockContext context)
    {
        ThresholdSet thresholds = Read(context);
        foreach ((string category, Calibration calibration) in thresholds.Categories)
            context.Run.Live?.Serve(new ServedModel(category) { Threshold = calibration.Threshold });
        return new(thresholds);
    }

    private ThresholdSet Read(BlockContext context)
    {
        try
        {
            if (!File.Exists(Beside))
                return ThresholdFile.Of(_models)!.ToSet();
            ThresholdFile found = ThresholdFile.Read(Beside);
            if (_models.HasModels)
                foreach ((string category, string trainingHash) in _models.TrainingHashes)
                    if (found.TrainingHashes.TryGetValue(category, out string? hash) && hash != trainingHash)
                        throw context.Reject(RejectReason.NoModel, $"{Beside}: the threshold of '{category}' was set "
                            + "with another model than the one beside it; calibrate again");
            return found.ToSet();
        }
        catch (Exception cause) when (cause is JsonException or ModelFormatException)
        {
            string place = File.Exists(Beside) ? Beside : options.Folder;
            throw context.Reject(RejectReason.BadFormat, $"{place}: it is damaged: {cause.Message}; copy it again or "
                + "make it anew", cause);
        }
    }
}
