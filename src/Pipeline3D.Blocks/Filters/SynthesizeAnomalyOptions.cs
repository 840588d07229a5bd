using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Options of <see cref="SynthesizeAnomalyFilter"/>.</summary>
public sealed record SynthesizeAnomalyOptions : IBlockOptions
{
    /// <summary>What to put on scans, dealt in turn.</summary>
    public ImmutableArray<AnomalyKind> Kinds { get; init; } =
        [AnomalyKind.Bulge, AnomalyKind.Concavity, AnomalyKind.Hole, AnomalyKind.Break, AnomalyKind.Bending,
            AnomalyKind.Crack];

    /// <summary>How likely a scan gets anomalies; 0 to 1. R3D-AD has 0.5. The others pass as they are.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Scans with an anomaly to make of each scan that gets one; 1 to 1000.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Whether the scan itself is handed on beside those that are made of it.</summary>
    public bool KeepOriginal { get; init; }

    /// <summary>Seed of all choices, beside that of the run.</summary>
    public int Seed { get; init; }

    /// <summary>Smallest share of labelled points; 0 to 1. For the six kinds of Anomaly-ShapeNet.</summary>
    public double MinShare { get; init; } = 0.01;

    /// <summary>Largest share of labelled points; above min_share, at most 1. For the six kinds of
    /// Anomaly-ShapeNet.</summary>
    public double MaxShare { get; init; } = 0.07;

    /// <summary>Whether PO3AD's part moves along its normals; its code moves it along their absolute
    /// values.</summary>
    public bool Po3adSigned { get; init; }

    /// <summary>Factor of the mean squared spacing in the height of GLFM's peak, per unit of the coordinates; above 0
    /// to 1 million. Its code has 100, made for one unit: the peak is as high as an area.</summary>
    public double GlfmGain { get; init; } = GlfmDraw.Gain;

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
        problems.Require(!Kinds.IsDefaultOrEmpty, nameof(Kinds), "", "must name at least one kind");
        problems.RequireRange(Probability, 0, 1, nameof(Probability));
        problems.RequireRange(Copies, 1, 1000, nameof(Copies));
        problems.RequireRange(MinShare, 0, 1, nameof(MinShare));
        problems.Require(MaxShare > MinShare && MaxShare <= 1, nameof(MaxShare), MaxShare,
            "must be above min_share and at most 1");
        problems.Require(GlfmGain is > 0 and <= 1e6, nameof(GlfmGain), GlfmGain,
            "must be above 0 and at most 1 million");
    }
}
