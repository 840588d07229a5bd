using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.M3dm;

/// <summary>What <see cref="M3dmMethod"/> learns: one bank of points, or three with what fuses them.</summary>
public sealed class M3dmModel
{
    private const string PointsHashName = "weights_sha256", ColourHashName = "dino_sha256", FusionName = "fusion";
    private static readonly string[] Names = ["xyz", "rgb", "fusion"];

    internal M3dmModel(IReadOnlyList<ScaledBank> banks, string pointsHash)
        => (Banks, PointsHash) = (banks, pointsHash);

    /// <summary>SHA-256 of the weights of Point-MAE.</summary>
    public string PointsHash { get; }

    /// <summary>SHA-256 of the weights of DINO; empty without colour.</summary>
    public string ColourHash { get; internal init; } = "";

    /// <summary>Of points; with colour also of colour and of both.</summary>
    internal IReadOnlyList<ScaledBank> Banks { get; }

    /// <summary>Weights of the network that fuses; empty for none.</summary>
    internal float[] Fusion { get; init; } = [];

    /// <summary>What makes one score of a scan of those of the three banks; null for one bank.</summary>
    internal OneClassSvm? Whole { get; init; }

    /// <summary>What makes one score of a pixel; null for one bank.</summary>
    internal OneClassSvm? Each { get; init; }

    internal void Save(ArtifactWriter file)
    {
        for (int i = 0; i < Banks.Count; i++)
        {
            file.Add($"bank.{Names[i]}", Banks[i].Memory.Rows);
            Number($"{Names[i]}.length", Banks[i].Memory.Rows.Columns);
            Number($"{Names[i]}.mean", Banks[i].Mean);
            Number($"{Names[i]}.deviation", Banks[i].Deviation);
        }
        file.AddText(PointsHashName, PointsHash);
        if (Whole is null || Each is null)
            return;
        file.AddText(ColourHashName, ColourHash);
        if (Fusion.Length > 0)
            file.Add(FusionName, Fusion);
        for (int i = 0; i < Names.Length; i++)
        {
            Number($"whole.{Names[i]}", Whole.Weights[i]);
            Number($"each.{Names[i]}", Each.Weights[i]);
        }

        void Number(string name, double value)
            => file.AddText(name, value.ToString("R", CultureInfo.InvariantCulture));
    }

    internal static M3dmModel Load(ArtifactReader file, M3dmOptions options)
    {
        ScaledBank[] banks = [.. Names.Take(options.HasColour ? 3 : 1).Select(name =>
        {
            int columns = file.Int32($"{name}.length");
            double deviation = file.Double($"{name}.deviation");
            return columns > 0 && deviation > 0 ? new ScaledBank(new MemoryBank(file.Rows($"bank.{name}", columns)),
                file.Double($"{name}.mean"), deviation) : throw file.Error(
                $"the bank {name} has rows of {columns} numbers and a deviation of {deviation}; learn the model anew");
        })];
        if (!options.HasColour)
            return new M3dmModel(banks, file.Text(PointsHashName));
        int points = banks[0].Memory.Rows.Columns, colour = banks[1].Memory.Rows.Columns;
        if (banks[2].Memory.Rows.Columns != points + colour)
            throw file.Error($"the bank fusion has rows of {banks[2].Memory.Rows.Columns} numbers, the others make "
                + $"{points} and {colour}; learn the model anew");
        return new M3dmModel(banks, file.Text(PointsHashName))
        {
            ColourHash = file.Text(ColourHashName), Whole = Machine("whole"), Each = Machine("each"),
            Fusion = options.Uff ? file.Floats(FusionName, new FusionNetwork(points, colour, options.FusionHead).Count)
                : [],
        };

        OneClassSvm Machine(string what) => new([.. Names.Select(name => file.Double($"{what}.{name}"))], 0, 0);
    }
}

/// <summary>A bank whose rows were brought to scale.</summary>
/// <param name="Memory">The scaled rows.</param>
/// <param name="Mean">What was taken off.</param>
/// <param name="Deviation">What was divided by; above 0.</param>
internal sealed record ScaledBank(MemoryBank Memory, double Mean, double Deviation)
{
    /// <summary>Rows brought to the bank's scale.</summary>
    public FeatureMatrix Scaled(FeatureMatrix rows) => Mean == 0 && Deviation == 1 ? rows
        : Scale(rows, Mean, Deviation);

    /// <summary>Rows less a mean, over a deviation.</summary>
    public static FeatureMatrix Scale(FeatureMatrix rows, double mean, double deviation) => new(rows.Rows,
        rows.Columns, Array.ConvertAll(rows.Values, value => (float)((value - mean) / deviation)));

    /// <summary>Mean and unbiased deviation of all numbers; a deviation of 1 where they are all alike.</summary>
    public static (double Mean, double Deviation) StatisticOf(FeatureMatrix rows)
    {
        double sum = 0, squares = 0;
        foreach (float value in rows.Values)
            sum += value;
        double mean = sum / rows.Values.Length;
        foreach (float value in rows.Values)
            squares += (value - mean) * (value - mean);
        double deviation = Math.Sqrt(squares / Math.Max(1, rows.Values.Length - 1));
        return (mean, deviation > 0 ? deviation : 1);
    }
}
