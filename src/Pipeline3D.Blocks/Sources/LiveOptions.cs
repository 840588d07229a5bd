using Pipeline3D.Core;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Options of <see cref="LiveSource"/>.</summary>
public sealed record LiveOptions : IntakeOptions
{
    /// <summary>Unit of the coordinates that come in; it must be that of the scans that the models were learnt
    /// on.</summary>
    public LengthUnit Unit { get; init; } = LengthUnit.Metre;

    /// <summary>Largest number of pixels of an image that is accepted; 1 to 10 billion.</summary>
    public long MaxPixels { get; init; } = 16_000_000;

    /// <summary>Largest number of points of a cloud that is accepted; 1 to 1 billion.</summary>
    public long MaxPoints { get; init; } = 16_000_000;

    /// <summary>Time from the acceptance of a scan to its verdict; 0 = none, up to 1 hour. Verdicts say whether they
    /// were late; filter.meet-deadline thins scans that would be.</summary>
    public TimeSpan Deadline { get; init; }

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(MaxPixels, 1, 10_000_000_000, nameof(MaxPixels));
        problems.RequireRange(Deadline, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(Deadline));
        problems.RequireRange(MaxPoints, 1, 1_000_000_000, nameof(MaxPoints));
    }
}
