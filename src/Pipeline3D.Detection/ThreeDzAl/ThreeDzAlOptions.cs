using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Options of <see cref="ThreeDzAlMethod"/>; README.md beside this file says which are the authors' and which
/// ours.</summary>
public sealed record ThreeDzAlOptions : BtfOptions, ITrains
{
    /// <summary>Points of a patch; 16 to 4096.</summary>
    [Preparation]
    public int PatchPoints { get; init; } = 64;

    /// <summary>Weights of the network of colour pictures, named as those of <c>btf-rgb</c>: its stages 2 and 3 stand
    /// in the bank before the features of points, as the authors have it. Empty: points alone, which need no
    /// weights.</summary>
    [Preparation]
    public string Weights { get; init; } = "";

    /// <summary>What patches are brought to unit size by: the mean radius of those of all training scans, or of their
    /// own scan.</summary>
    public PatchScale PatchScale { get; init; } = PatchScale.Scan;

    /// <summary>What pseudo-anomalies are made with: <c>procedural</c> for bodies that the program makes, <c>own</c>
    /// for the training scans themselves, or a folder of scans on grids, in metres.</summary>
    public string Irrelevant { get; init; } = IrrelevantSource.Procedural;

    /// <summary>Scans of them that are used; 1 to 1000.</summary>
    public int IrrelevantScans { get; init; } = 10;

    /// <summary>The random network that finds places of interest in them.</summary>
    public BiasNetworkKind BiasNetwork { get; init; } = BiasNetworkKind.Resnet50;

    /// <summary>Share of a scan's pixels, those of the highest activation, that places of interest are picked from; in
    /// (0, 1]. The authors searched 0.0001, 0.001 and 0.01.</summary>
    public double Tau { get; init; } = 0.01;

    /// <summary>Points of a place of interest; 1 to 65536.</summary>
    public int PiecePoints { get; init; } = 512;

    /// <summary>Whether a piece is brought to the spacing of the scan that it is attached to.</summary>
    public bool ScalePiece { get; init; } = true;

    /// <summary>Which place of a piece comes to lie on the anchor.</summary>
    public AttachingRule Attach { get; init; } = AttachingRule.Mean;

    /// <summary>Kinds of pseudo-anomalies.</summary>
    public PseudoKinds Kinds { get; init; } = PseudoKinds.Both;

    /// <summary>Normal patches of each scan and epoch; 2 to 1000.</summary>
    public int Positives { get; init; } = 8;

    /// <summary>Pseudo-anomalous patches of each scan and epoch; 1 to 1000.</summary>
    public int Negatives { get; init; } = 8;

    /// <summary>Distortion of the random projection that the coreset is searched in where colour is looked at, if it is
    /// narrower than the features; 0 (none) to below 1.</summary>
    public double CoresetProjection { get; init; } = 0.9;

    /// <summary>Passes over the training scans; 0 (networks with random weights, a control) to 100000.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Scans of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 2;

    /// <summary>Adam's learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>What cosines are divided by in the contrast; in (0, 100].</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>How learnt features are kept apart from FPFH (the loss L_rd).</summary>
    public Disentangling Disentangle { get; init; } = Disentangling.Correlation;

    /// <summary>Its weight w_rd; 0 to 1e6. The authors searched 0.1 to 10000.</summary>
    public double DisentangleWeight { get; init; } = 1;

    /// <summary>Whether it looks at normal patches only.</summary>
    public bool RdNormalsOnly { get; init; }

    /// <summary>Whether the classifier C_w is learnt and scores.</summary>
    public bool Classifier { get; init; } = true;

    /// <summary>Whether patches are moved towards what the classifier takes them for before it scores them.</summary>
    public bool Perturb { get; init; } = true;

    /// <summary>How far, in radii of a patch; 0 to 1.</summary>
    public double Epsilon { get; init; } = 0.01;

    /// <summary>Weight w_d of the distance to the bank; 0 to 1000.</summary>
    public double DistanceWeight { get; init; } = 1;

    /// <summary>Weight w_c of the classifier's probability; 0 to 1000.</summary>
    public double ClassifierWeight { get; init; } = 1;

    /// <summary>Whether distances are divided by the mean distance of training patches to the rest of the
    /// bank.</summary>
    public bool ScaleDistance { get; init; } = true;

    /// <summary>Mean length of learnt features beside FPFH, which is 1; 0 (FPFH alone) to 1000.</summary>
    public double FeatureWeight { get; init; } = 1;

    /// <summary>What a scan scores.</summary>
    public WholeScore Whole { get; init; } = WholeScore.Largest;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 5;

    /// <summary>Stages that describe colour.</summary>
    internal static ReadOnlySpan<int> Stages => [2, 3];

    /// <summary>Whether colour is looked at.</summary>
    internal bool LooksAtColour => Weights.Length > 0;

    /// <summary>Whether the classifier has a say.</summary>
    internal bool Judges => Classifier && ClassifierWeight > 0;

    /// <summary>Fewest points of a scan that is learnt from: as many as a patch and the largest hole.</summary>
    internal int LearntPoints => PatchPoints + (PatchPoints / 2);

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(PatchPoints, 16, 4096, nameof(PatchPoints));
        problems.Require(!LooksAtColour || GridSize >= ResNetPatches.LeastSize(Stages[^1]), nameof(GridSize), GridSize,
            $"must be {ResNetPatches.LeastSize(Stages[^1])} or more where colour is looked at");
        problems.Require(CoresetProjection is >= 0 and < 1, nameof(CoresetProjection), CoresetProjection,
            "must be at least 0 and below 1");
        problems.Require(Irrelevant.Length > 0, nameof(Irrelevant), Irrelevant,
            $"must be {IrrelevantSource.Procedural}, {IrrelevantSource.Own} or a folder of scans");
        problems.RequireRange(IrrelevantScans, 1, 1000, nameof(IrrelevantScans));
        problems.Require(Tau is > 0 and <= 1, nameof(Tau), Tau, "must be greater than 0 and at most 1");
        problems.RequireRange(PiecePoints, 1, 65_536, nameof(PiecePoints));
        problems.RequireRange(Positives, 2, 1000, nameof(Positives));
        problems.RequireRange(Negatives, 1, 1000, nameof(Negatives));
        problems.RequireRange(Epochs, 0, 100_000, nameof(Epochs));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be above 0 and at most 1");
        problems.Require(Temperature is > 0 and <= 100, nameof(Temperature), Temperature,
            "must be above 0 and at most 100");
        problems.RequireRange(DisentangleWeight, 0, 1e6, nameof(DisentangleWeight));
        problems.RequireRange(Epsilon, 0, 1, nameof(Epsilon));
        problems.RequireRange(DistanceWeight, 0, 1000, nameof(DistanceWeight));
        problems.RequireRange(ClassifierWeight, 0, 1000, nameof(ClassifierWeight));
        problems.RequireRange(FeatureWeight, 0, 1000, nameof(FeatureWeight));
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash) => new(StringComparer.Ordinal)
    {
        ["options"] = $"{this with { Seed = Seed ?? 0, CheckpointEvery = 0 }}",
        ["scans"] = OptionReader.Text(scans),
        ["training_hash"] = trainingHash,
    };
}
