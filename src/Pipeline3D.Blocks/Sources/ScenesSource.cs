using System.Globalization;
using System.Runtime.CompilerServices;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.ThreeDSt.Scenes;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Makes the synthetic scenes that a 3D-ST teacher is pretrained on: procedural objects, or meshes of a folder
/// such as ModelNet10, at random places and angles.</summary>
/// <remarks>Scenes are made in parallel and on demand; each depends on the run's seed and its number alone. Validation
/// scenes are others than training scenes.</remarks>
[Block("source.scenes", Summary = "Make scenes of random objects to pretrain a 3D-ST teacher on.")]
public sealed class ScenesSource(ScenesSourceOptions options, ScanFormats? formats = null)
    : SourceBlock3D<Scan>(options), ILocates<Scan>
{
    private const string Validation = "validation";

    private readonly Lock _gate = new();
    private SceneGenerator? _generator;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<Scan>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        SceneGenerator generator = GeneratorOf(run);
        for (int i = 0; i < options.Count + options.Validation; i++)
            yield return EntryOf(generator, i);
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop)
        => new(options.Count + options.Validation);

    /// <inheritdoc/>
    public SourceEntry<Scan>? Locate(ItemId item, string input, RunContext run)
    {
        if (!int.TryParse(item.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return null;
        bool isValidation = item.Split == Validation;
        return number < (isValidation ? options.Validation : options.Count)
            && EntryOf(GeneratorOf(run), isValidation ? options.Count + number : number) is var entry
            && entry.Id == item ? entry : null;
    }

    // One for all entries: it keeps the meshes that it has read.
    private SceneGenerator GeneratorOf(RunContext run)
    {
        lock (_gate)
            return _generator ??= new SceneGenerator(options.ToMethod(), run.Seed, options.Meshes.Length == 0 ? []
                : new MeshFolder(options.Meshes, options.Categories, formats ?? ScanFormats.Own));
    }

    private SourceEntry<Scan> EntryOf(SceneGenerator generator, int index)
    {
        long bytes = 24L * options.Points * (1 + options.Oversampling);
        bool isValidation = index >= options.Count;
        int ofSplit = isValidation ? index - options.Count : index, number = isValidation ? -1 - ofSplit : ofSplit;
        var id = new ItemId("scenes", "scenes", isValidation ? Validation : "train", "",
            string.Create(CultureInfo.InvariantCulture, $"{ofSplit:00000}"));
        return new SourceEntry<Scan>(id, options.Meshes, bytes, context => Load(generator, number, context));
    }

    private static ValueTask<Scan> Load(SceneGenerator generator, int number, BlockContext context)
    {
        try
        {
            PointCloud cloud = generator.Make(number, context.Stop);
            return new(new Scan { Id = context.Item, Cloud = cloud, Unit = LengthUnit.Arbitrary, IsAnomalous = false });
        }
        catch (FormatException3D cause)
        {
            throw context.Reject(cause.Reason, cause.Message, cause);
        }
    }
}
