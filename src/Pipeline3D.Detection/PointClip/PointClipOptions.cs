using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.PointClip;

/// <summary>Options of PointCLIP V2 in its zero-shot form.</summary>
public sealed record PointClipOptions : ClipTextOptions
{
    /// <summary>The paper's tower.</summary>
    public PointClipOptions() => Weights = "clip-vit-b-16";

    /// <summary>Along which axes seen flags and pixels are read.</summary>
    [Preparation]
    public DepthAxes Axes { get; init; } = DepthAxes.Fixed;

    /// <summary>Weight of each of the ten views; empty for 1 each. The published ones were searched on the test sets of
    /// other tasks.</summary>
    public ImmutableArray<double> ViewWeights { get; init; } = [];

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        ViewWeighting.Validate(ViewWeights, nameof(ViewWeights), problems);
    }
}

/// <summary>What each of the ten views counts.</summary>
internal static class ViewWeighting
{
    /// <summary>Tells what is wrong with given weights.</summary>
    public static void Validate(ImmutableArray<double> given, string name, Problems problems)
    {
        ImmutableArray<double> weights = given.IsDefault ? [] : given;
        problems.Require(weights.IsEmpty || (weights.Length == DepthViews.Count
            && weights.All(weight => weight is >= 0 and <= 1000) && weights.Any(weight => weight > 0)),
            name, string.Join(", ", weights),
            $"must be {DepthViews.Count} numbers of 0 to 1000, one of them above 0, or empty");
    }

    /// <summary>The weights in force; shape [10].</summary>
    public static float[] Of(ImmutableArray<double> given) => given.IsDefaultOrEmpty
        ? [.. Enumerable.Repeat(1f, DepthViews.Count)] : [.. given.Select(weight => (float)weight)];
}

/// <summary>Which axis of the depth pictures the seen flags and pixels of points are read along.</summary>
public enum DepthAxes
{
    /// <summary>As the pictures are written: x is the row.</summary>
    Fixed = 0,

    /// <summary>As in the released code, which reads the pictures transposed: about half as many points count as
    /// seen.</summary>
    Code = 1,
}
