using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.RegAd;
using Pipeline3D.Networks.ResNet;

namespace Pipeline3D.Detection.RegAd;

/// <summary>RegAD on one picture of an organized scan: a network learns to register scans of a category to each other;
/// test scans are held against a few normal ones, place by place.</summary>
/// <remarks>Source: Huang et al. 2022, Registration based Few-Shot Anomaly Detection; README.md beside this file says
/// how this one differs. Tables on clouds that say "RegAD" mean Reg3D-AD.</remarks>
[Method("regad", Title = "RegAD", Paper = "arXiv:2207.07361")]
public sealed class RegAdMethod : IMethod<RegAdOptions, RegAdSample, RegAdModel>
{
    private readonly ResNetShelf _shelf;
    private readonly FileHashes _models = new(path => path);

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public RegAdMethod(ResNetShelf? shelf = null) => _shelf = shelf ?? new ResNetShelf();

    /// <inheritdoc/>
    public ISampleCodec<RegAdSample> Samples => RegAdSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(RegAdOptions options) => new() { Grid = true, Colour = options.Picture == PictureKind.Rgb };

    /// <summary>Looks for the weights, or for the model whose network is used.</summary>
    public void Check(RegAdOptions options)
    {
        if (options.Registration.Length == 0)
            ResNetShelf.Check(options.Weights);
        else if (!File.Exists(options.Registration))
            throw new FileNotFoundException($"there is no file {options.Registration}; 'registration' is a model that "
                + "fit.regad learnt, or nothing");
    }

    /// <summary>Keeps the picture; the network that looks at it is learnt later.</summary>
    public RegAdSample Prepare(Scan scan, RegAdOptions options, MethodContext context)
    {
        int size = options.PictureSize;
        byte[] rgb = ScanPicture.Of(scan, options.Picture, size, context);
        if (options.Picture == PictureKind.Rgb)
            return new RegAdSample(size, rgb, scan.Id.Category);
        var grey = new byte[size * size];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = rgb[3 * i];
        return new RegAdSample(size, grey, scan.Id.Category);
    }

    /// <inheritdoc/>
    public string FilesKey(RegAdOptions options) => options.Registration.Length == 0 ? _shelf.FilesKey(options.Weights)
        : _models.Of(options.Registration);

    /// <inheritdoc/>
    public long SampleBytes(RegAdOptions options, long points) => (long)options.PictureSize * options.PictureSize
        * (options.Picture == PictureKind.Rgb ? 3 : 1);

    /// <inheritdoc/>
    public IFit<RegAdSample, RegAdModel> Begin(RegAdOptions options) => new Fit(options, _shelf);

    /// <summary>Mahalanobis distance of each place, enlarged and smoothed; the scan takes the highest.</summary>
    public Scores Score(RegAdModel model, Scan scan, RegAdSample sample, RegAdOptions options, MethodContext context)
    {
        if (!model.Supports.ContainsKey(sample.Category))
            throw context.Reject(RejectReason.NoModel, $"the model holds no normal scan of '{sample.Category}' to hold "
                + $"it against; it knows {string.Join(", ", model.Supports.Keys)}");
        float[] map = _shelf.Lane.Run(_ => model.Distances(sample), context.Stop);
        if (Array.FindIndex(map, value => !float.IsFinite(value)) is var at and >= 0)
            throw new NotFiniteNumberException($"the distance of place {at} is {map[at]}");
        float[] scores = ScanPicture.OnGrid(map, new PatchGrid(model.Shape.Grid, options.PictureSize), scan.Grid!,
            options.BlurSigma);
        return new Scores(scores.Max(), scores);
    }

    /// <inheritdoc/>
    public void Save(RegAdModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public RegAdModel Load(ArtifactReader file, RegAdOptions options) => RegAdModel.Load(file, options);

    private sealed class Fit(RegAdOptions options, ResNetShelf shelf) : IFit<RegAdSample, RegAdModel>
    {
        private readonly List<string> _categories = [];
        private readonly Dictionary<string, List<RegAdSample>> _supports = new(StringComparer.Ordinal);

        public bool ReadsAgain => options.Registration.Length == 0;

        public long HeldBytes => _supports.Values.Sum(of => of.Sum(sample => (long)sample.Pixels.Length));

        public void Add(RegAdSample sample, Role role, MethodContext context)
        {
            if (role != Role.Train)
                return;
            _categories.Add(sample.Category);
            if (!_supports.TryGetValue(sample.Category, out List<RegAdSample>? known))
                _supports.Add(sample.Category, known = []);
            if (options.Shots == 0 || known.Count < options.Shots)
                known.Add(sample);
        }

        public RegAdModel Complete(IReadOnlyList<KeptSample<RegAdSample>> samples, FitRun run, CancellationToken stop)
        {
            ImmutableSortedDictionary<string, ImmutableArray<RegAdSample>> supports = _supports
                .ToImmutableSortedDictionary(of => of.Key, of => of.Value.ToImmutableArray(), StringComparer.Ordinal);
            if (supports.IsEmpty)
                throw new InvalidOperationException("there is no normal scan to hold others against");
            if (options.Registration.Length > 0)
                return RegAdModel.Registered(options, supports);
            foreach ((string category, _) in supports.Where(of => _categories.Count(name => name == of.Key) == 1))
                run.Remark($"{category} has one scan, which is registered to itself: nothing is learnt of it");
            ResNetWeights begin = ResNetShelf.Read(options.Weights, RegAdShape.Stages);
            var shape = new RegAdShape { Backbone = begin.Shape, Picture = options.PictureSize };
            float[] weights = RegAdNetwork.Draw(shape, begin.Numbers, options.Seed ?? 0);
            var pictures = RegAdPictures.Of(begin.Input, options.Normalise);
            KeptSample<RegAdSample>[] train = [.. samples.Where(sample => sample.Role == Role.Train)];
            TrainingState learnt = shelf.Lane.Run(_ => new TrainingLoop(
                new RegAdTask(shape, weights, pictures, options, train, _categories), "regad-checkpoint",
                options.Identity(train.Length, run.TrainingHash, begin.Sha256), options.Epochs, options.Seed ?? 0,
                TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop), stop);
            run.Fact("weights", begin.FilePath);
            return new RegAdModel(shape, learnt.Best, begin.Input, options, supports);
        }

        public void Dispose()
        {
        }
    }
}
