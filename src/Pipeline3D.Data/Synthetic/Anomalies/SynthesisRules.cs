namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>What a synthetic anomaly has to keep to.</summary>
public sealed record SynthesisRules
{
    /// <summary>Smallest share of labelled points of the six kinds of Anomaly-ShapeNet. Default 1 %.</summary>
    public double MinShare { get; init; } = 0.01;

    /// <summary>Largest share of labelled points of the six kinds. Default 7 %.</summary>
    public double MaxShare { get; init; } = 0.07;

    /// <summary>Whether holes get walls and breaks caps. False for pixel grids, which have no place for further
    /// points. Default true.</summary>
    public bool AddsPoints { get; init; } = true;

    /// <summary>Whether PO3AD's part moves along its normals, not along their absolute values. Default false, as in
    /// its code.</summary>
    public bool Po3adSigned { get; init; }

    /// <summary>Factor of the mean squared spacing in GLFM's step, per unit of the coordinates. Default that of its
    /// code.</summary>
    public double GlfmGain { get; init; } = GlfmDraw.Gain;

    /// <summary>Draws that are tried before a body counts as unfit. Default 240.</summary>
    public int Tries { get; init; } = 240;

    /// <summary>Most threads to use; 0 = one per core. Changes nothing but the speed.</summary>
    public int Threads { get; init; }
}
