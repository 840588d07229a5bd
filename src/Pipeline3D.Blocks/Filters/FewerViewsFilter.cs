using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Leaves out views of a scan whose verdict would come too late otherwise, and marks it; others pass as they
/// are.</summary>
/// <remarks>For methods that look at every view through a network, where time goes view by view. Kept views are spread
/// evenly over their order. Scores keep their scale, so that the scan is judged by the threshold of whole scans; its
/// verdict says how many views it was judged from. Put it behind <c>feature.views</c>. Time limits are those of
/// <c>source.live</c>; without one every scan passes.</remarks>
[Block("filter.fewer-views", IsPreparation = false,
    Summary = "Leave out views of a scan when too little time is left to look at all of them.")]
public sealed class FewerViewsFilter(FewerViewsOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        PointViews views = input.Views ?? throw context.Reject(RejectReason.MissingPartner,
            "the scan has no views; put feature.views before this block");
        TimeSpan? left = context.TimeLeft;
        if (!options.Always && !(left < options.Reserve))
            return new(input);
        int[] allowed = [.. options.Views.Where(count => count < views.Count)];
        if (allowed.Length == 0)
            return new(input);
        // As many views as the time that is left suffices for, at least the fewest.
        double share = left is { } time && options.Reserve > TimeSpan.Zero && !options.Always
            ? time / options.Reserve : 0;
        int wanted = allowed.Where(count => count <= share * views.Count).DefaultIfEmpty(allowed.Min()).Max();
        if (options.Always)
            wanted = allowed[0];
        string why = left is { } due ? string.Create(CultureInfo.InvariantCulture,
            $": {due.TotalSeconds:0.000} s were left, {options.Reserve.TotalSeconds:0.###} s are reserved") : "";
        int points = input.Fallback?.Points ?? input.Readings.Length;
        return new(input with
        {
            Views = views.Keep(Spread(views.Count, wanted)),
            Fallback = (input.Fallback ?? new Fallback(points, points)) with
            {
                Views = wanted, OfViews = views.Count, TimeLeft = left,
            },
            Remarks = [.. input.Remarks, $"looked at from {wanted} of {views.Count} sides{why}"],
        });
    }

    private static int[] Spread(int views, int wanted) => wanted == 1 ? [views / 2]
        : [.. Enumerable.Range(0, wanted).Select(i => (int)Math.Round(i * (views - 1.0) / (wanted - 1)))];
}

/// <summary>Options of <see cref="FewerViewsFilter"/>.</summary>
public sealed record FewerViewsOptions : IBlockOptions
{
    /// <summary>Time that the rest of the way needs for a scan with all of its views; 0 to 1 hour.</summary>
    public TimeSpan Reserve { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Numbers of views that a scan may be judged from when less is left: the most that the time suffices for
    /// in proportion, else the fewest.</summary>
    public ImmutableArray<int> Views { get; init; } = [5, 3];

    /// <summary>Whether every scan is looked at from the first number of <see cref="Views"/> sides, due or not: to try
    /// what is lost.</summary>
    public bool Always { get; init; }

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.RequireRange(Reserve, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(Reserve));
        problems.Require(!Views.IsDefaultOrEmpty && Views.All(count => count is >= 1 and <= 1000), nameof(Views),
            string.Join(", ", Views.IsDefault ? [] : Views), "must be numbers of views, 1 to 1000");
    }
}
