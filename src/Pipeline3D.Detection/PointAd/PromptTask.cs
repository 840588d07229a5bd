using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.PointAd;

/// <summary>PointAD's prompts as a loop trains them: pictures were encoded once, only the text tower is gone through
/// again.</summary>
/// <remarks>Adam with betas (0.5, 0.999), no decay, no schedule; the prompts of the last epoch are kept.</remarks>
internal sealed class PromptTask : ITrainingTask
{
    private readonly PointAdOptions _options;
    private readonly IReadOnlyList<KeptSample<PointAdSample>> _samples;
    private readonly PromptTower _tower;
    private readonly PointAdLoss _loss;
    private readonly int _threads;

    public PromptTask(PointAdOptions options, PromptTower tower, PromptShape shape, PatchGrid grid,
        IReadOnlyList<KeptSample<PointAdSample>> samples, int threads)
    {
        (_options, _tower, _samples, _threads) = (options, tower, samples, threads);
        _loss = new PointAdLoss(grid, options.Parts, options.Grouping,
            options.DiceBackground == DiceBackground.Code);
        Parts = [new TrainedPart("prompts", shape.Random(options.Seed ?? 0), new AdamState(shape.Count, 0.5))];
    }

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        var samples = new PointAdSample[batch.Length];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = _samples[batch[i]].Read();
        double loss = 0;
        float[] gradient = _tower.Gradient(Parts[0].Weights, text =>
        {
            var byText = new float[text.Length];
            loss = _loss.Run(samples, text, byText, _threads, stop).Total(_options.Parts);
            return byText;
        });
        Parts[0].Adam.Step(Parts[0].Weights, gradient, _options.LearningRate, 0);
        return loss;
    }

    public double Validate(int item, CancellationToken stop) => 0;
}
