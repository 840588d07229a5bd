using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.ClipTiny;

/// <summary>A small pair of towers in the manner of CLIP, learnt from rendered synthetic scans with captions, so that
/// methods on CLIP run without published weights.</summary>
/// <remarks>Not CLIP: a million weights that have seen a few hundred synthetic parts. Captions say what a view shows
/// and which defect; patches that show a defect are told, too. The file can be used wherever weights of CLIP
/// can.</remarks>
[Method("clip-tiny", Title = "Small towers in the manner of CLIP", Paper = "arXiv:2103.00020")]
public sealed class ClipTiny : ILearner<ClipTinyOptions, ClipTinySample, ClipTinyModel>
{
    /// <inheritdoc/>
    public ISampleCodec<ClipTinySample> Samples => ClipTinySampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(ClipTinyOptions options) => new() { Views = true };

    /// <inheritdoc/>
    public bool LearnsFromLabelled(ClipTinyOptions options) => true;

    /// <summary>Takes the views' grey pictures and where they show a defect.</summary>
    public ClipTinySample Prepare(Scan scan, ClipTinyOptions options, MethodContext context)
    {
        PointViews views = scan.Views!;
        if (views.Size != options.Image)
            throw context.Reject(Core.Items.RejectReason.SizeMismatch, $"its views have {views.Size} pixels, these "
                + $"towers take {options.Image}; give feature.views that size");
        int side = options.Image / options.Patch;
        return new ClipTinySample(options.Image, [.. views.Pictures.Select(Grey)],
            [.. Enumerable.Range(0, views.Count).Select(view => views.Truth is { } truth
                ? Shares(truth[view], options.Image, options.Patch) : new float[side * side])],
            scan.Id.Category, scan.IsAnomalous == true ? scan.Id.Defect : "");
    }

    /// <inheritdoc/>
    public IFit<ClipTinySample, ClipTinyModel> Begin(ClipTinyOptions options) => new Fit(options);

    /// <inheritdoc/>
    public void Save(ClipTinyModel model, ArtifactWriter file)
    {
        file.AddWeights(model.Towers.Layout, model.Weights);
        file.AddText("clip.activation", "quick-gelu");
    }

    /// <inheritdoc/>
    public ClipTinyModel Load(ArtifactReader file, ClipTinyOptions options)
    {
        var towers = new ClipTraining(options.Shape());
        return new ClipTinyModel(towers, file.Weights(towers.Layout));
    }

    private static byte[] Grey(byte[] rgb)
    {
        var grey = new byte[rgb.Length / 3];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = rgb[3 * i];
        return grey;
    }

    private static float[] Shares(bool[] mask, int size, int patch)
    {
        int side = size / patch;
        var shares = new float[side * side];
        for (int i = 0; i < mask.Length; i++)
            if (mask[i])
                shares[(i / size / patch * side) + (i % size / patch)] += 1f / (patch * patch);
        return shares;
    }

    private sealed class Fit(ClipTinyOptions options) : IFit<ClipTinySample, ClipTinyModel>
    {
        private readonly Captions _captions = new();

        public bool ReadsAgain => true;

        public void Add(ClipTinySample sample, Role role, MethodContext context)
        {
            // All captions are known before the first step, so that a resumed training numbers them alike.
            _captions.Of(sample.Category, "");
            _captions.Of(sample.Category, sample.Defect);
        }

        public ClipTinyModel Complete(IReadOnlyList<KeptSample<ClipTinySample>> samples, FitRun run,
            CancellationToken stop)
        {
            var towers = new ClipTraining(options.Shape());
            var task = new ClipTinyTask(options, towers, _captions, samples);
            if (task.TrainItems == 0)
                throw new InvalidOperationException("no training scan was added; towers need at least one");
            run.Fact("captions", string.Join("; ", _captions.Texts));
            run.Fact("weights", OptionReader.Text(towers.Count));
            TrainingState state = new TrainingLoop(task, "clip-tiny-checkpoint", options.Identity(samples.Count,
                run.TrainingHash, _captions), options.Epochs, options.Seed ?? 0,
                TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
            return new ClipTinyModel(towers, state.Best);
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Options of <see cref="ClipTiny"/>.</summary>
public sealed record ClipTinyOptions : MethodOptions, ITrains
{
    /// <summary>One pair of towers is learnt of all scans.</summary>
    public ClipTinyOptions() => Group = FitGroup.All;

    /// <summary>Side of the pictures, pixels; 16 to 1024.</summary>
    [Preparation]
    public int Image { get; init; } = 128;

    /// <summary>Side of a patch, pixels; a divisor of the picture's.</summary>
    [Preparation]
    public int Patch { get; init; } = 8;

    /// <summary>Width of the vision tower; a multiple of 64.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Blocks of the vision tower; 2 to 48.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Width of the text tower; a multiple of 64.</summary>
    public int TextWidth { get; init; } = 64;

    /// <summary>Blocks of the text tower; 1 to 48.</summary>
    public int TextLayers { get; init; } = 3;

    /// <summary>Numbers of a feature; 8 to 4096.</summary>
    public int Embedding { get; init; } = 64;

    /// <summary>Passes over the training scans; 1 to 100000.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Scans of one step; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Views of each scan in one step; 1 to 100.</summary>
    public int ViewsPerStep { get; init; } = 4;

    /// <summary>Adam's highest learning rate; in (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Epochs between checkpoints; 0 (none) to 100000.</summary>
    [RunOnly]
    public int CheckpointEvery { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.RequireRange(Image, 16, 1024, nameof(Image));
        problems.Require(Patch >= 1 && Image % Patch == 0, nameof(Patch), Patch, $"must divide image ({Image})");
        problems.Require(Width >= 64 && Width % 64 == 0, nameof(Width), Width, "must be a multiple of 64");
        problems.Require(TextWidth >= 64 && TextWidth % 64 == 0, nameof(TextWidth), TextWidth,
            "must be a multiple of 64");
        problems.RequireRange(Layers, 2, 48, nameof(Layers));
        problems.RequireRange(TextLayers, 1, 48, nameof(TextLayers));
        problems.RequireRange(Embedding, 8, 4096, nameof(Embedding));
        problems.RequireRange(Epochs, 1, 100_000, nameof(Epochs));
        problems.RequireRange(BatchSize, 1, 1000, nameof(BatchSize));
        problems.RequireRange(ViewsPerStep, 1, 100, nameof(ViewsPerStep));
        problems.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate,
            "must be greater than 0 and at most 1");
        problems.RequireRange(CheckpointEvery, 0, 100_000, nameof(CheckpointEvery));
    }

    /// <summary>Sizes of the towers.</summary>
    internal ClipShape Shape() => new(new ClipVisionShape(Image, Patch, Width, Layers, Width / 64),
        new ClipTextShape(TextWidth, TextLayers, TextWidth / 64, 32, SmallVocabulary.Count), Embedding,
        ClipActivation.QuickGelu);

    /// <summary>What must be equal for a training to go on from a checkpoint.</summary>
    internal Dictionary<string, string> Identity(int scans, string trainingHash, Captions captions)
        => new(StringComparer.Ordinal)
        {
            ["shape"] = $"{Shape()}",
            ["step"] = $"{BatchSize} x {ViewsPerStep}, {OptionReader.Text(LearningRate)}, {Epochs} epochs",
            ["seed"] = OptionReader.Text(Seed ?? 0),
            ["captions"] = string.Join("; ", captions.Texts),
            ["scans"] = OptionReader.Text(scans),
            ["training_hash"] = trainingHash,
        };
}
