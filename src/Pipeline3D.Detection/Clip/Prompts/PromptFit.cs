using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Learns prompts of labelled scans whose pictures were encoded.</summary>
/// <param name="options">How long prompts are, and how they are learnt.</param>
/// <param name="shelf">Open models.</param>
/// <param name="learning">What the method says of its samples.</param>
internal sealed class PromptFit<TSample>(PromptOptions options, ClipShelf shelf, PromptLearning<TSample> learning)
    : IFit<TSample, PromptModel>
{
    private readonly List<string> _categories = [];
    private PromptPictures? _first;

    public bool ReadsAgain => true;

    public void Add(TSample sample, Role role, MethodContext context)
    {
        if (!learning.IsLabelled(sample))
            throw new ArgumentException($"it has no labels to learn from: {learning.Title}'s prompts are learnt on "
                + "scans of a test split, with their masks");
        PromptPictures now = learning.PicturesOf(sample);
        if (_first is { } first)
        {
            SameWeights.Require(now.Weights, first.Weights);
            if (first != now)
                throw new ArgumentException($"it has {now.Count} pictures of {now.Size} pixels and {now.Layers} "
                    + $"layers, those before have {first.Count} of {first.Size} and {first.Layers}");
        }
        _first ??= now;
        _categories.Add(context.Item.Category);
    }

    public PromptModel Complete(IReadOnlyList<KeptSample<TSample>> samples, FitRun run, CancellationToken stop)
    {
        if (_first is not { } first)
            throw new InvalidOperationException("no labelled scan was added; prompts need at least one");
        OpenClip clip = shelf.Open(options.Weights, options.Loading(ClipParts.Text));
        string hash = clip.Model.Report.Sha256;
        SameWeights.Require(first.Weights, hash);
        ClipText text = clip.Model.Text;
        PromptShape shape = options.ShapeOf(text.Shape.Width);
        var names = new PromptNames(text.Shape, options, learning.Naming);
        string[] called = [.. _categories.Select(names.NameOf)];
        PromptTower Tower(string name) => new(text, shape, names.Ids(name), options.HalfDeepTokens);
        var task = new PromptTask<TSample>(options, shape, called.Distinct().ToDictionary(name => name, Tower), called,
            learning.Loss(new PatchGrid(first.Side, first.Size)), samples, run.Threads);
        run.Fact("weights", clip.Model.Report.FilePath);
        run.Fact("weights_sha256", hash);
        if (learning.Naming is not null)
            run.Fact("called", string.Join("; ", called.Distinct()));
        return clip.Lane.Run(_ =>
        {
            TrainingState state = new TrainingLoop(task, learning.Checkpoint, options.Identity(hash,
                learning.LossText, samples.Count, run.TrainingHash), options.Epochs, options.Seed ?? 0,
                TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
            return new PromptModel(shape, state.Best, Tower("").Features(state.Best), hash);
        }, stop);
    }

    public void Dispose()
    {
    }
}
