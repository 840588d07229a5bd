using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Geometry.Descriptors;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>What <see cref="ThreeDzAlMethod"/> learns: two networks, a bank, and what their numbers are brought to
/// scale
/// by.</summary>
public sealed class ThreeDzAlModel
{
    private const string BankName = "bank", WeightsName = "networks", RadiusName = "radius",
        FeatureScaleName = "feature_scale", DistanceScaleName = "distance_scale",
        ColourName = "colour_columns", HashName = "weights_sha256";

    internal ThreeDzAlModel(float[] weights, MemoryBank bank, double radius, double featureScale, double distanceScale,
        string weightsHash)
    {
        (Weights, Bank, Radius, FeatureScale, DistanceScale, WeightsHash) = (weights, bank, radius, featureScale,
            distanceScale, weightsHash);
        var networks = new PatchNetworks();
        Encoder = new FrozenEncoder(networks.Encoder, networks.Layout, weights);
        Classifier = new FrozenClassifier(networks.Classifier, networks.Layout, weights);
    }

    /// <summary>Flat weights of <see cref="PatchNetworks"/>.</summary>
    internal float[] Weights { get; }

    /// <summary>Hand-crafted and learnt features of normal patches.</summary>
    internal MemoryBank Bank { get; }

    /// <summary>Mean radius of the training scans' patches.</summary>
    internal double Radius { get; }

    /// <summary>What learnt features are multiplied by beside the hand-crafted ones.</summary>
    internal double FeatureScale { get; }

    /// <summary>What distances are divided by.</summary>
    internal double DistanceScale { get; }

    /// <summary>SHA-256 of the weights that colour was seen by; empty where it is not looked at.</summary>
    internal string WeightsHash { get; }

    /// <summary>E_theta.</summary>
    internal FrozenEncoder Encoder { get; }

    /// <summary>C_w.</summary>
    internal FrozenClassifier Classifier { get; }

    internal void Save(ArtifactWriter file)
    {
        file.Add(BankName, Bank.Rows);
        file.Add(WeightsName, Weights);
        if (WeightsHash.Length > 0)
        {
            file.AddText(ColourName, (Bank.Rows.Columns - Fpfh.Length - new PatchNetworks().Encoder.Shape.Length)
                .ToString(CultureInfo.InvariantCulture));
            file.AddText(HashName, WeightsHash);
        }
        foreach ((string name, double value) in new[] { (RadiusName, Radius), (FeatureScaleName, FeatureScale),
            (DistanceScaleName, DistanceScale) })
            file.AddText(name, value.ToString("R", CultureInfo.InvariantCulture));
    }

    internal static ThreeDzAlModel Load(ArtifactReader file, ThreeDzAlOptions options)
    {
        var networks = new PatchNetworks();
        double distance = file.Double(DistanceScaleName);
        return distance > 0 ? new ThreeDzAlModel(file.Floats(WeightsName, networks.Layout.Count),
            new MemoryBank(file.Rows(BankName, (options.LooksAtColour ? file.Int32(ColourName) : 0)
                + options.FeatureLength + networks.Encoder.Shape.Length)), file.Double(RadiusName),
            file.Double(FeatureScaleName), distance, options.LooksAtColour ? file.Text(HashName) : "")
            : throw file.Error($"distances are divided by {distance}; learn the model anew");
    }
}
