using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>Reads what <c>sink.health</c> saved, as the one value that <c>filter.check-health</c> needs
/// beforehand.</summary>
[Block("source.health", Summary = "Load what healthy scans look like.")]
public sealed class HealthSource(HealthSourceOptions options) : SourceBlock3D<HealthProfiles>(options)
{
    private string File => Path.Combine(options.Folder, options.Name + HealthFile.Extension);

    /// <summary>Fails before anything runs when the folder holds no such file.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop) => System.IO.File.Exists(File)
        ? ValueTask.CompletedTask
        : throw new FileNotFoundException(
            $"{options.Folder} does not say what healthy scans look like: there is no {Path.GetFileName(File)}; give "
            + "the models folder of a run that had a sink.health, or serve these models without the check "
            + "(pipelines/stream/serve-without-health.yaml)");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<HealthProfiles>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return new SourceEntry<HealthProfiles>(new ItemId("", "", "", "", options.Name), File, 0, Load)
        {
            Files = [File],
        };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);

    private ValueTask<HealthProfiles> Load(BlockContext context)
    {
        try
        {
            return new(new HealthProfiles(HealthFile.Read(File).Categories));
        }
        catch (JsonException cause)
        {
            throw context.Reject(RejectReason.BadFormat, $"{options.Folder}: {cause.Message}", cause);
        }
    }
}
