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
    : SourceBlock3D<Scan>(options)
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<Scan>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        var generator = new SceneGenerator(options.ToMethod(), run.Seed,
            options.Meshes.Length == 0 ? []
                : new MeshFolder(options.Meshes, options.Categories, formats ?? ScanFormats.Own));
        long bytes = 24L * options.Points * (1 + options.Oversampling);
        for (int i = 0; i < options.Count + options.Validation; i++)
        {
            bool isValidation = i >= options.Count;
            int number = isValidation ? -1 - (i - options.Count) : i;
            string name = string.Create(CultureInfo.InvariantCulture,
                $"{(isValidation ? i - options.Count : i):00000}");
            var id = new ItemId("scenes", "scenes", isValidation ? "validation" : "train", "", name);
            yield return new SourceEntry<Scan>(id, options.Meshes, bytes, context => Load(generator, number, context));
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop)
        => new(options.Count + options.Validation);

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
