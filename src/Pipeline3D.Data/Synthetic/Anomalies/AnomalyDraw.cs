using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Pipeline3D.Data.Synthetic.Meshes;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>One anomaly with all its numbers: the same draw on the same body gives the same bytes.</summary>
/// <param name="Kind">What it is.</param>
public abstract record AnomalyDraw(AnomalyKind Kind)
{
    /// <summary>The numbers by name, as they are written beside a sample.</summary>
    public abstract IReadOnlyList<(string Name, ImmutableArray<double> Values)> Parameters { get; }

    /// <summary>Puts the anomaly on a cloud.</summary>
    /// <param name="cloud">The cloud; stays as it is.</param>
    public abstract SpoiltCloud On(SurfaceCloud cloud);

    /// <summary>Puts the anomaly on a mesh; null for kinds that are for clouds alone.</summary>
    internal virtual SpoiltMesh? On(SurfaceMesh mesh) => null;

    /// <summary>The draw on one line: <c>hole: centre 0.1 0.2 0.9, ...</c></summary>
    public string Describe() => $"{Kind.ToString().ToLowerInvariant()}: "
        + string.Join(", ", Parameters.Select(number => $"{number.Name} " + string.Join(' ', number.Values.Select(
            value => value.ToString(double.IsInteger(value) ? "F0" : "G5", CultureInfo.InvariantCulture)))));

    private protected static (string, ImmutableArray<double>) Number(string name, double value) => (name, [value]);

    private protected static (string, ImmutableArray<double>) Vector(string name, Vector3 value)
        => (name, [value.X, value.Y, value.Z]);
}
