using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;

namespace SamplePlugin;

/// <summary>A block of somebody who did not think of everything.</summary>
[Block("sample.faulty", Summary = "Fails in many ways (for tests of what the program makes of it).")]
public sealed class FaultyFilter : TransformBlock3D<Scan, Scan>
{
    private readonly FaultyOptions _options;

    /// <summary>Makes the block, or not.</summary>
    public FaultyFilter(FaultyOptions options) : base(options)
    {
        _options = options;
        Fail("constructor");
    }

    /// <inheritdoc/>
    public override UnitFlow Units
    {
        get
        {
            Fail("units");
            return base.Units;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        Fail("work");
        return new(input);
    }

    private void Fail(string here)
    {
        if (_options.Exits == here)
            Environment.Exit(0);
        if (_options.Blocks == here)
            Thread.Sleep(Timeout.Infinite);
        if (_options.Throws == here)
            throw new NotImplementedException("not done yet");
    }
}

/// <summary>Options of <see cref="FaultyFilter"/>.</summary>
public sealed record FaultyOptions : IBlockOptions
{
    /// <summary>Where it throws: constructor, units, work, validate; nowhere by default.</summary>
    public string Throws { get; init; } = "";

    /// <summary>Where it ends the process.</summary>
    public string Exits { get; init; } = "";

    /// <summary>Where it waits for ever.</summary>
    public string Blocks { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        if (Throws == "validate")
            throw new InvalidCastException("no such cast");
    }
}
