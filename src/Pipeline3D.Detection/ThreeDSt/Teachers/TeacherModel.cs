using System.Globalization;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Training;
using Pipeline3D.Geometry.Descriptors;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>A teacher: what it is, where it comes from, and its weights. Immutable.</summary>
public sealed class TeacherModel
{
    private readonly float[] _weights;

    private TeacherModel(TeacherKind kind, NetworkShape shape, float[] weights)
        => (Kind, Shape, _weights) = (kind, shape, weights);

    /// <summary>Where the descriptors come from.</summary>
    public TeacherKind Kind { get; }

    /// <summary>The network's architecture; for a foreign descriptor that of its students.</summary>
    public NetworkShape Shape { get; }

    /// <summary>Neighbours per point that it was trained with; 0 when that is not known.</summary>
    public int Neighbours { get; private init; }

    /// <summary>Mean neighbour distance s of the scenes it was trained on, in their unit; 0 when that is not
    /// known.</summary>
    public double SceneScale { get; private init; }

    /// <summary>Seed of its weights and its training.</summary>
    public long Seed { get; private init; }

    /// <summary>Fingerprint of the scenes; may be empty.</summary>
    public string DatasetHash { get; private init; } = "";

    /// <summary>What was trained and how, for people.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; private init; } = new Dictionary<string, string>();

    /// <summary>The learnt descriptor of others; null for a network of ours and FPFH.</summary>
    internal IForeignTeacher? Foreign { get; private init; }

    /// <summary>The weights, flat; empty for a foreign descriptor.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>A network that was trained.</summary>
    /// <param name="shape">Its architecture.</param>
    /// <param name="weights">Flat; finite.</param>
    /// <param name="neighbours">Neighbours per point; 0 when not known.</param>
    /// <param name="sceneScale">s of the scenes; 0 when not known.</param>
    /// <param name="seed">Seed of the training.</param>
    /// <param name="datasetHash">Fingerprint of the scenes; may be empty.</param>
    /// <param name="provenance">What was trained and how.</param>
    /// <exception cref="ArgumentException">The weights do not fit, or one is not finite.</exception>
    public static TeacherModel Pretrained(NetworkShape shape, ReadOnlySpan<float> weights, int neighbours = 0,
        double sceneScale = 0, long seed = 0, string datasetHash = "",
        IReadOnlyDictionary<string, string>? provenance = null)
    {
        new NetworkLayout(shape).Require(weights);
        return new TeacherModel(TeacherKind.Pretrained, shape, weights.ToArray())
        {
            Neighbours = neighbours,
            SceneScale = sceneScale,
            Seed = seed,
            DatasetHash = datasetHash,
            Provenance = provenance ?? new Dictionary<string, string>(),
        };
    }

    /// <summary>A network with random weights: the control that pretraining must beat.</summary>
    public static TeacherModel Random(NetworkShape shape, long seed)
        => new(TeacherKind.Random, shape, TrainableNetwork.RandomWeights(new NetworkLayout(shape), seed))
        {
            Seed = seed,
        };

    /// <summary>FPFH as the teacher; students get a last layer of its length.</summary>
    /// <param name="shape">Architecture of the students.</param>
    public static TeacherModel FromFpfh(NetworkShape shape)
        => new(TeacherKind.Fpfh, shape with { HeadOutputs = Fpfh.Length }, []);

    /// <summary>A learnt descriptor of others as the teacher; students get a last layer of its length.</summary>
    /// <param name="shape">Architecture of the students.</param>
    /// <param name="foreign">The descriptor.</param>
    internal static TeacherModel FromForeign(NetworkShape shape, IForeignTeacher foreign)
        => new(foreign.Kind, shape with { HeadOutputs = foreign.Outputs }, []) { Foreign = foreign };

    /// <summary>In a few words, for messages and manifests.</summary>
    public override string ToString() => Kind == TeacherKind.Fpfh ? "FPFH"
        : Foreign is not null ? $"{Foreign}"
        : string.Create(CultureInfo.InvariantCulture, $"{Kind} ({Shape}, seed {Seed})");

    /// <summary>The same network, said to be of another kind.</summary>
    internal TeacherModel As(TeacherKind kind) => new(kind, Shape, _weights)
    {
        Neighbours = Neighbours,
        SceneScale = SceneScale,
        Seed = Seed,
        DatasetHash = DatasetHash,
        Provenance = Provenance,
    };

    /// <summary>Something that describes clouds.</summary>
    internal (ITeacher Teacher, IDisposable? Owned) Open()
    {
        if (Kind == TeacherKind.Fpfh)
            return (new FpfhTeacher(), null);
        if (Foreign is not null)
            return Foreign.Open();
        var network = new DescriptorNetwork(Shape, _weights);
        return (new NetworkTeacher(network), network);
    }
}
