using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Prompts as a loop trains them: pictures were encoded once, only the text tower is gone through
/// again.</summary>
/// <remarks>Adam with betas (0.5, 0.999), no decay, no schedule; the prompts of the last epoch are kept. Scans of one
/// step that are called differently share the learnt tokens: the step's loss is the mean over its scans.</remarks>
internal sealed class PromptTask<TSample> : ITrainingTask
{
    private readonly PromptOptions _options;
    private readonly IReadOnlyDictionary<string, PromptTower> _towers;
    private readonly IReadOnlyList<string> _called;
    private readonly IReadOnlyList<KeptSample<TSample>> _samples;
    private readonly PromptLoss<TSample> _loss;
    private readonly int _threads;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">How prompts are learnt.</param>
    /// <param name="shape">Sizes of the prompts.</param>
    /// <param name="towers">By what scans are called: the tower with these prompts.</param>
    /// <param name="called">What each scan is called.</param>
    /// <param name="loss">The loss of a batch.</param>
    /// <param name="samples">The scans.</param>
    /// <param name="threads">Most threads; 0 = one per core.</param>
    public PromptTask(PromptOptions options, PromptShape shape, IReadOnlyDictionary<string, PromptTower> towers,
        IReadOnlyList<string> called, PromptLoss<TSample> loss, IReadOnlyList<KeptSample<TSample>> samples, int threads)
    {
        (_options, _towers, _called, _loss, _samples, _threads) = (options, towers, called, loss, samples, threads);
        Parts = [new TrainedPart("prompts", shape.Random(options.Seed ?? 0), new AdamState(shape.Count, 0.5))];
    }

    public int TrainItems => _samples.Count;

    public int ValidationItems => 0;

    public int BatchSize => _options.BatchSize;

    public bool KeepsLast => true;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        int count = batch.Length;
        double loss = 0;
        float[] gradient = [];
        foreach (IGrouping<string, int> same in batch.ToArray().GroupBy(item => _called[item]))
        {
            TSample[] samples = [.. same.Select(item => _samples[item].Read())];
            float share = (float)samples.Length / count;
            float[] part = _towers[same.Key].Gradient(Parts[0].Weights, text =>
            {
                var byText = new float[text.Length];
                loss += share * _loss(samples, text, byText, _threads, stop);
                return samples.Length == count ? byText : Array.ConvertAll(byText, value => share * value);
            });
            if (gradient.Length == 0)
                gradient = part;
            else
                for (int i = 0; i < gradient.Length; i++)
                    gradient[i] += part[i];
        }
        Parts[0].Adam.Step(Parts[0].Weights, gradient, _options.LearningRate, 0);
        return loss;
    }

    public double Validate(int item, CancellationToken stop) => 0;
}
