using System.Text.Json;
using Pipeline3D.Evaluation.Regions;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Evaluation.Tests;

/// <summary>The metrics group of the oracle fixtures (scikit-learn, and AU-PRO computed two ways).</summary>
internal sealed class Oracle
{
    private readonly int[] _shape;

    private Oracle()
    {
        Facts = SharedFiles.OracleFacts("metrics");
        _shape = SharedFiles.OracleArray("metrics_scores.npy").Shape;
        Scores = SharedFiles.OracleArray("metrics_scores.npy").To<float>();
        Truth = SharedFiles.OracleArray("metrics_gt.npy").To<byte>();
        ImageScores = SharedFiles.OracleArray("metrics_image_scores.npy").To<float>();
        ImageLabels = SharedFiles.OracleArray("metrics_image_labels.npy").To<byte>();
        Curve = SharedFiles.OracleArray("metrics_pro_curve.npy").To<double>();
    }

    public JsonElement Facts { get; }

    public float[] Scores { get; }

    public byte[] Truth { get; }

    public float[] ImageScores { get; }

    public byte[] ImageLabels { get; }

    /// <summary>Shape [2, m]: all false positive rates, then all overlaps.</summary>
    public double[] Curve { get; }

    public int Count => _shape[0];

    public int Height => _shape[1];

    public int Width => _shape[2];

    public static Oracle Load() => new();

    public double Fact(params string[] path)
        => path.Aggregate(Facts, (element, name) => element.GetProperty(name)).GetDouble();

    public PooledScores Pool() => AuPro.Pool(Scores, Truth, Width, Height);
}
