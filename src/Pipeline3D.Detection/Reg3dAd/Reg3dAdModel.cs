using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Reg3dAd;

/// <summary>What <see cref="Reg3dAdMethod"/> learns.</summary>
public sealed class Reg3dAdModel
{
    private const string BankName = "bank", RawName = "raw", LengthName = "feature_length",
        HashName = "weights_sha256", FeatureRangeName = "feature_range", RawRangeName = "raw_range";
    private readonly Lazy<KdTree> _raw;

    internal Reg3dAdModel(MemoryBank features, PointCloud raw, CloudTemplate template, ScoreRange featureRange,
        ScoreRange rawRange, string weightsHash)
    {
        (Features, Raw, Template, FeatureRange, RawRange, WeightsHash) = (features, raw, template, featureRange,
            rawRange, weightsHash);
        _raw = new Lazy<KdTree>(() => new KdTree(raw));
    }

    /// <summary>Features of normal groups.</summary>
    public MemoryBank Features { get; }

    /// <summary>Normal points where the template lies.</summary>
    public PointCloud Raw { get; }

    /// <summary>SHA-256 of the weights that made the features.</summary>
    public string WeightsHash { get; }

    internal CloudTemplate Template { get; }

    internal ScoreRange FeatureRange { get; }

    internal ScoreRange RawRange { get; }

    internal Reg3dAdModel With(ScoreRange features, ScoreRange raw)
        => new(Features, Raw, Template, features, raw, WeightsHash);

    /// <summary>Squared distances of groups to the nearest row; shape [g].</summary>
    internal float[] FeatureScores(FeatureMatrix groups, MethodContext context)
        => Squared(Features.Nearest(groups, 1, context.Threads, context.Scope, context.Stop));

    /// <summary>Squared distances of points to the nearest point of the bank; shape [n].</summary>
    internal float[] RawScores(PointCloud placed, MethodContext context)
        => Squared(_raw.Value.Nearest(placed, 1, context.Threads, context.Stop));

    internal void Save(ArtifactWriter file)
    {
        file.Add(BankName, Features.Rows);
        file.Add(RawName, Raw.ToInterleaved(), Raw.Count, 3);
        Template.Save(file);
        file.AddText(LengthName, Features.Rows.Columns.ToString(CultureInfo.InvariantCulture));
        file.AddText(HashName, WeightsHash);
        foreach ((string name, ScoreRange range) in new[] { (FeatureRangeName, FeatureRange),
            (RawRangeName, RawRange) })
        {
            file.AddText($"{name}.low", range.Low.ToString("R", CultureInfo.InvariantCulture));
            file.AddText($"{name}.high", range.High.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    internal static Reg3dAdModel Load(ArtifactReader file)
    {
        int columns = file.Int32(LengthName);
        float[] raw = file.Floats(RawName, -1, 3);
        if (columns < 1 || raw.Length == 0)
            throw file.Error($"it has features of {columns} numbers and {raw.Length / 3} points; learn the model anew");
        return new Reg3dAdModel(new MemoryBank(file.Rows(BankName, columns)), PointCloud.FromInterleaved(raw),
            CloudTemplate.Load(file), Range(FeatureRangeName), Range(RawRangeName), file.Text(HashName));

        ScoreRange Range(string name)
        {
            var range = new ScoreRange(file.Double($"{name}.low"), file.Double($"{name}.high"));
            return range.High > range.Low ? range
                : throw file.Error($"{name} is from {range.Low} to {range.High}; learn the model anew");
        }
    }

    private static float[] Squared(NearestNeighbours nearest)
        => Array.ConvertAll(nearest.Distance, distance => distance * distance);
}
