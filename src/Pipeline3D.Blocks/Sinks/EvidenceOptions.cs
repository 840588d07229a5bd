using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Options of <see cref="EvidenceSink"/>.</summary>
public sealed record EvidenceOptions : MethodSinkOptions
{
    /// <summary>Scans per category that the report shows, the first ones in order; 0 to 10000.</summary>
    [FormerName("most")]
    public int Limit { get; init; } = 100;

    /// <summary>Longest side of the images, in pixels; 16 to 2048.</summary>
    public int ImageSide { get; init; } = 160;

    /// <summary>Most points of a scan in the 3D view; 100 to 1000000.</summary>
    public int Points { get; init; } = 6000;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Limit, 0, 10_000, nameof(Limit));
        problems.RequireRange(ImageSide, 16, 2048, nameof(ImageSide));
        problems.RequireRange(Points, 100, 1_000_000, nameof(Points));
    }
}
