using System.Text;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>Makes a method's samples of scans: <c>prepare.ID</c>.</summary>
internal sealed class PrepareBlock : TransformBlock3D<Scan, PreparedScan>, ICacheable<Scan, PreparedScan>,
    IEstimatesDisk, IReadsFiles
{
    private readonly MethodOptions _options;
    private readonly MethodRunner _method;

    /// <summary>Prepares scans for a method.</summary>
    public PrepareBlock(MethodOptions options, MethodRunner method) : base(options)
        => (_options, _method, OwnStep) = (options, method, method.StepOf(options));

    /// <summary>A sample per scan.</summary>
    public long CacheBytes(ExpectedItems items) => items.Items.Sum(item
        => _method.SampleBytes(_options, DeclaredSize.MaxPoints(item.DeclaredBytes)));

    /// <inheritdoc/>
    public override UnitFlow Units => new(_method.Needs(_options).Unit, null);

    /// <inheritdoc/>
    public override RecipeStep Step => OwnStep;

    private RecipeStep OwnStep { get; }

    /// <summary>Fails before anything runs when something that the preparation needs is not there.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
    {
        _method.CheckPreparation(_options);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<PreparedScan> TransformAsync(Scan input, BlockContext context)
        => new(Of(input, RunDevice.Compute(context, scope => _method.Prepare(input, _options,
            MethodContexts.Of(context, input, scope)))));

    /// <inheritdoc/>
    public void SaveOutput(PreparedScan output, Stream stream)
    {
        using var file = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        _method.WriteSample(output.Sample, file);
    }

    /// <inheritdoc/>
    public PreparedScan LoadOutput(Scan input, Stream stream)
    {
        using var file = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return Of(input, _method.ReadSample(file));
    }

    /// <inheritdoc/>
    public string FilesKey => _method.FilesKey(_options);

    private PreparedScan Of(Scan scan, object sample)
        => new(scan, sample, _options, OwnStep, _method.SizeOf(sample));
}
