using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Definitions.Tests.Support;

public enum SampleMode { NearestFloor, NearestCentre }

public sealed record SampleOptions : IBlockOptions
{
    /// <summary>Edge of a cell. Default 1 mm; must be positive.</summary>
    public Length CellSize { get; init; } = Length.Millimetres(1);

    /// <summary>How many.</summary>
    public int Count { get; init; } = 3;

    public SampleMode Mode { get; init; }

    public IReadOnlyList<string> Names { get; init; } = [];

    public TimeSpan? Pause { get; init; }

    public string Root { get; init; } = "";

    public void Validate(Problems problems)
    {
        problems.Require(CellSize > Length.Zero, nameof(CellSize), CellSize, "must be greater than 0");
        problems.RequireRange(Count, 1, 10, nameof(Count));
    }
}

[Block("source.sample", Summary = "Lists nothing.")]
public sealed class SampleSource(SampleOptions options) : SourceBlock3D<int>(options)
{
    public SampleOptions Options { get; } = options;

    public override UnitFlow Units => new(null, LengthUnit.Millimetre);

    public override IAsyncEnumerable<SourceEntry<int>> ListAsync(RunContext run, CancellationToken stop)
        => AsyncEnumerable.Empty<SourceEntry<int>>();
}

[Block("filter.voxel", Summary = "Thins.")]
public sealed class SampleFilter(SampleOptions options) : TransformBlock3D<int, int>(options)
{
    public SampleOptions Options { get; } = options;

    public override ValueTask<int> TransformAsync(int input, BlockContext context) => new(input);
}

[Block("filter.metric", Summary = "Needs metres.")]
public sealed class SampleMetric() : TransformBlock3D<int, int>(new NoOptions())
{
    public override UnitFlow Units => new(LengthUnit.Metre, null);

    public override ValueTask<int> TransformAsync(int input, BlockContext context) => new(input);
}

[Block("sink.sample", Summary = "Takes numbers.")]
public sealed class SampleSink() : SinkBlock3D<int>(new NoOptions())
{
    public override ValueTask ConsumeAsync(int input, BlockContext context) => ValueTask.CompletedTask;
}
