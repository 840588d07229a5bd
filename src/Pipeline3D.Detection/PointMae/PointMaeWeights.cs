using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Networks.PointMae;

namespace Pipeline3D.Detection.PointMae;

/// <summary>Learnt weights of a Point-MAE network.</summary>
public sealed class PointMaeWeights
{
    internal PointMaeWeights(PointMaeLayout layout, float[] numbers) => (Layout, Numbers) = (layout, numbers);

    /// <summary>Where each tensor lies.</summary>
    internal PointMaeLayout Layout { get; }

    /// <summary>All numbers.</summary>
    internal float[] Numbers { get; }

    /// <summary>Writes them under the authors' names.</summary>
    internal void Save(ArtifactWriter file)
    {
        foreach (PointMaePart part in Layout.Parts)
            file.Add(part.Name, Numbers.AsMemory(part.Start, part.Count), part.Shape);
        file.AddText(PointMaeModel.HeadsKey, Layout.Shape.Heads.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static PointMaeWeights Load(ArtifactReader file, PointMaeShape shape)
    {
        var layout = new PointMaeLayout(shape);
        var numbers = new float[layout.Count];
        foreach (PointMaePart part in layout.Parts)
            file.Floats(part.Name, part.Shape).CopyTo(numbers, part.Start);
        return new PointMaeWeights(layout, numbers);
    }
}
