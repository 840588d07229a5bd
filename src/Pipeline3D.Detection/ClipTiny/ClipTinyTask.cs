using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.ClipTiny;

/// <summary>Small towers as a loop trains them: a view shall be nearest to its own caption, a patch to that of a whole
/// or a damaged surface.</summary>
/// <remarks>The first part is CLIP's loss over the captions that there are; the second asks the same of the patches of
/// the local path, which methods read. Rate: a warm-up of one epoch, then half a cosine.</remarks>
internal sealed class ClipTinyTask : ITrainingTask
{
    private const double Temperature = 0.07;
    private const float Defective = 0.25f;
    private readonly ClipTinyOptions _options;
    private readonly ClipTraining _training;
    private readonly IReadOnlyList<KeptSample<ClipTinySample>> _train, _validation;
    private readonly Captions _captions;

    public ClipTinyTask(ClipTinyOptions options, ClipTraining training, Captions captions,
        IReadOnlyList<KeptSample<ClipTinySample>> samples)
    {
        (_options, _training, _captions) = (options, training, captions);
        _train = [.. samples.Where(sample => sample.Role == Role.Train)];
        _validation = [.. samples.Where(sample => sample.Role == Role.Validation)];
        Parts = [new TrainedPart("towers", training.Start(options.Seed ?? 0),
            new AdamState(training.Count, 0.9, 0.98))];
    }

    public int TrainItems => _train.Count;

    public int ValidationItems => _validation.Count;

    public int BatchSize => _options.BatchSize;

    public IReadOnlyList<TrainedPart> Parts { get; }

    public double Learn(ReadOnlySpan<int> batch, int epoch, CancellationToken stop)
    {
        var views = new List<View>();
        foreach (int item in batch)
        {
            ClipTinySample sample = _train[item].Read();
            // Other views every epoch; each scan gives as many.
            int[] order = [.. Enumerable.Range(0, sample.Pictures.Length)];
            var random = new SplitMix64((_options.Seed ?? 0) ^ ((long)epoch << 32), item);
            random.Shuffle(order.AsSpan());
            views.AddRange(order.Take(_options.ViewsPerStep).Select(view => View.Of(sample, view, _captions,
                mirror: random.NextBelow(2) == 1)));
        }
        (double loss, float[] gradient) = Run(views);
        Parts[0].Adam.Step(Parts[0].Weights, gradient, Rate(epoch, Parts[0].Adam.Steps), 0);
        return loss;
    }

    public double Validate(int item, CancellationToken stop)
    {
        ClipTinySample sample = _validation[item].Read();
        return Run([.. Enumerable.Range(0, sample.Pictures.Length).Select(view => View.Of(sample, view, _captions,
            mirror: false))]).Loss;
    }

    private double Rate(int epoch, int step)
    {
        int steps = (TrainItems + BatchSize - 1) / BatchSize, all = _options.Epochs * steps;
        double warm = Math.Min(1, (step + 1.0) / steps);
        return _options.LearningRate * warm * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, all) / all))
            * (epoch > _options.Epochs ? 0 : 1);
    }

    private (double Loss, float[] Gradient) Run(IReadOnlyList<View> views)
    {
        int side = _training.Shape.Vision!.Image, pixels = side * side;
        var pictures = new float[views.Count * 3 * pixels];
        for (int i = 0; i < views.Count; i++)
        {
            var rgb = new byte[3 * pixels];
            for (int k = 0; k < pixels; k++)
                rgb.AsSpan(3 * k, 3).Fill(views[i].Picture[k]);
            ClipPicture.Normalise(rgb, pictures.AsSpan(i * 3 * pixels, 3 * pixels));
        }
        (long[] ids, int[] ends) = _captions.Tokens();
        return _training.Learn(Parts[0].Weights, pictures, views.Count, ids, ends, (whole, local, captions) =>
        {
            Tensor texts = Unit(captions), logits = Unit(whole).mm(texts.t()).div(Temperature);
            Tensor labels = Tensors.From([.. views.Select(view => (long)view.Caption)], views.Count);
            Tensor patches = Unit(local.reshape(-1, local.shape[2])).mm(texts.narrow(0, 0, 2).t()).div(Temperature);
            bool[] damaged = [.. views.SelectMany(view => view.Defects.Select(share => share > Defective))];
            // Defects are few patches: both kinds count the same.
            float ofDamaged = 0.5f / Math.Max(1, damaged.Count(is_ => is_)),
                ofWhole = 0.5f / Math.Max(1, damaged.Count(is_ => !is_));
            Tensor each = nn.functional.cross_entropy(patches, Tensors.From([.. damaged.Select(is_ => is_ ? 1L : 0L)],
                damaged.Length), reduction: nn.Reduction.None);
            Tensor weights = Tensors.From([.. damaged.Select(is_ => is_ ? ofDamaged : ofWhole)], damaged.Length);
            return nn.functional.cross_entropy(logits, labels).add((each * weights).sum(), HeldScalars.One);
        });
    }

    private static Tensor Unit(Tensor vectors) => nn.functional.normalize(vectors, dim: -1);

    private sealed record View(byte[] Picture, float[] Defects, int Caption)
    {
        public static View Of(ClipTinySample sample, int view, Captions captions, bool mirror)
        {
            float[] defects = sample.Defects[view];
            int caption = captions.Of(sample.Category, defects.Any(share => share > Defective) ? sample.Defect : "");
            return mirror ? new View(Mirrored(sample.Pictures[view]), Mirrored(defects), caption)
                : new View(sample.Pictures[view], defects, caption);
        }

        private static T[] Mirrored<T>(T[] map)
        {
            int side = (int)Math.Round(Math.Sqrt(map.Length));
            var turned = new T[map.Length];
            for (int row = 0; row < side; row++)
                for (int column = 0; column < side; column++)
                    turned[(row * side) + column] = map[(row * side) + side - 1 - column];
            return turned;
        }
    }
}
