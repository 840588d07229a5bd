using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Reads thresholds that <c>sink.thresholds</c> saved, as the one value that <c>scoring.verdict</c> needs
/// beforehand.</summary>
/// <remarks>Thresholds that were set with other models than those in the folder are refused.</remarks>
[Block("source.thresholds", Summary = "Load saved rejection thresholds.")]
public sealed class ThresholdsSource(ModelsSourceOptions options) : SourceBlock3D<ThresholdSet>(options)
{
    private string File => Path.Combine(options.Folder, ThresholdFile.Name);

    private string Index => Path.Combine(options.Folder, ModelEntry.IndexFile);

    /// <summary>Fails before anything runs when the folder holds no thresholds.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop) => System.IO.File.Exists(File)
        ? ValueTask.CompletedTask
        : throw new FileNotFoundException(
            $"{options.Folder} holds no saved thresholds: there is no {ThresholdFile.Name}; "
            + "give the models folder of a run that had a sink.thresholds");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<ThresholdSet>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return new SourceEntry<ThresholdSet>(new ItemId("", "", "", "", "thresholds"), File, 0, Load)
        {
            Files = [File],
        };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);

    private ValueTask<ThresholdSet> Load(BlockContext context)
    {
        try
        {
            ThresholdFile found = ThresholdFile.Read(File);
            if (System.IO.File.Exists(Index))
                foreach (ModelEntry model in ModelEntry.ReadIndex(Index))
                    if (found.TrainingHashes.TryGetValue(model.Category, out string? hash)
                        && hash != model.TrainingHash)
                        throw context.Reject(RejectReason.NoModel, $"{File}: the threshold of '{model.Category}' was "
                            + "set with another model than the one beside it; calibrate again");
            return new(found.ToSet());
        }
        catch (JsonException cause)
        {
            throw context.Reject(RejectReason.BadFormat, $"{options.Folder}: {cause.Message}", cause);
        }
    }
}
