using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.AnomalyClip;

/// <summary>AnomalyCLIP's prompts as a loop trains them: pictures were encoded once, only the text tower is gone
/// through again.</summary>
/// <remarks>Adam with betas (0.5, 0.999), no decay, no schedule; the prompts of the last epoch are kept.</remarks>
internal sealed class AnomalyClipTask : ITrainingTask
{
    private readonly AnomalyClipOptions _options;
    private readonly IReadOnlyList<KeptSample<AnomalyClipSample>> _samples;
    private readonly PromptTower _tower;
    private readonly AnomalyClipLoss _loss;
    private readonly int _threads;

    public AnomalyClipTask(AnomalyClipOptions options, PromptTower tower, PromptShape shape, PatchGrid grid,
        IReadOnlyList<KeptSample<AnomalyClipSample>> samples, int threads)
    {
        (_options, _tower, _samples, _threads) = (options, tower, samples, threads);
        _loss = new AnomalyClipLoss(grid, options.Lambda);
        Parts = [new TrainedPart("prompts", shape.Random(options.Seed ?? 0), new AdamState(shape.Count, 0.5))];
    }

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        var samples = new AnomalyClipSample[batch.Length];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = _samples[batch[i]].Read();
        double loss = 0;
        float[] gradient = _tower.Gradient(Parts[0].Weights, text =>
        {
            var byText = new float[text.Length];
            (double image, double local) = _loss.Run(Array.ConvertAll(samples, sample => sample.Picture),
                Array.ConvertAll(samples, sample => sample.IsAnomalous == true),
                Array.ConvertAll(samples, sample => sample.Mask), text, byText, _threads, stop);
            loss = image + local;
            return byText;
        });
        Parts[0].Adam.Step(Parts[0].Weights, gradient, _options.LearningRate, 0);
        return loss;
    }

    public double Validate(int item, CancellationToken stop) => 0;
}
