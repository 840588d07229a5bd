using System.Globalization;

namespace Pipeline3D.Testing.Methods;

/// <summary>How well a method told defects from the rest on the scans of its conformance check, beside controls. They
/// say that it works, not how good it is.</summary>
/// <param name="Twins">Share of defective scans that score above their normal twin.</param>
/// <param name="Points">AUROC of the points' scores; 0.5 is chance.</param>
/// <param name="Trivial">AUROC of the trivial control: how far a point's depth is from the median of the
/// scan's.</param>
/// <param name="Random">AUROC of random scores.</param>
public sealed record MethodFigures(double Twins, double Points, double Trivial, double Random)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"twins {Twins:P0}, points {Points:F3}, trivial control {Trivial:F3}, random control {Random:F3}");
}
