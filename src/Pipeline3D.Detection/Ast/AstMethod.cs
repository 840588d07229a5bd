using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Pictures;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Ast;

/// <summary>AST: a normalizing flow learns which features are normal, a plain network learns to say the same of normal
/// scans; where they differ is an anomaly, since the two have nothing in common in how they go on beyond what they
/// saw.</summary>
/// <remarks>Source: Rudolph et al. 2023, arXiv:2210.07829, and its public code; README.md beside this file says how
/// this differs. Depth alone, or depth and colour where weights are given. Pixels without a reading have a score,
/// too.</remarks>
[Method("ast", Title = "AST", Paper = "arXiv:2210.07829")]
public sealed class AstMethod : IMethod<AstOptions, AstSample, AstModel>
{
    private readonly EfficientNetShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open networks; null for its own.</param>
    public AstMethod(EfficientNetShelf? shelf = null) => _shelf = shelf ?? new EfficientNetShelf();

    /// <inheritdoc/>
    public ISampleCodec<AstSample> Samples => AstSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(AstOptions options) => new()
    {
        Grid = true, Unit = LengthUnit.Metre, Colour = options.LooksAtColour,
    };

    /// <summary>Looks for the weights that colour is seen by.</summary>
    public void CheckPreparation(AstOptions options)
    {
        if (options.LooksAtColour)
            EfficientNetShelf.Check(options.Weights);
    }

    /// <inheritdoc/>
    public string FilesKey(AstOptions options) => _shelf.FilesKey(options.Weights);

    /// <summary>Depth and foreground, and features of the whole colour picture.</summary>
    public AstSample Prepare(Scan scan, AstOptions options, MethodContext context)
    {
        (float[] depth, float[] foreground) = AstDepth.Of(scan, options, context);
        return new AstSample(depth, foreground, options.LooksAtColour ? Colour(scan, options, context) : [],
            scan.Grid!.Width, scan.Grid.Height);
    }

    /// <inheritdoc/>
    public long SampleBytes(AstOptions options, long points) => 64 + (sizeof(float) * (((long)options.Side
        * options.Side) + ((long)options.Grid * options.Grid * (1 + (options.LooksAtColour
            ? EfficientNetShelf.Channels : 0)))));

    /// <inheritdoc/>
    public IFit<AstSample, AstModel> Begin(AstOptions options) => new Fit(options, this);

    /// <inheritdoc/>
    public Scores Score(AstModel model, Scan scan, AstSample sample, AstOptions options, MethodContext context)
    {
        if (sample.ColourChannels != model.Colour)
            throw new InvalidOperationException($"the colour of the scan has {sample.ColourChannels} channels, the "
                + $"model was learnt with {model.Colour}; score with the weights that it was learnt with");
        (float whole, float[] map) = _shelf.Lane.Run(_ => model.Score(sample, options), context.Stop);
        if (!float.IsFinite(whole))
            throw new NotFiniteNumberException($"the score of the scan is {whole}; the training diverged, or features "
                + "of colour are out of all bounds");
        return new Scores(whole, new ScoreMap(options.Side, options.Side, map).ToScan(new GridPadding(sample.Width,
            sample.Height, sample.Width, sample.Height, 0, 0)).Scores);
    }

    /// <inheritdoc/>
    public void Save(AstModel model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public AstModel Load(ArtifactReader file, AstOptions options) => AstModel.Load(file, options);

    private float[] Colour(Scan scan, AstOptions options, MethodContext context)
    {
        byte[] picture = ScanPicture.Of(scan, PictureKind.Rgb, options.PictureSize, context);
        try
        {
            return _shelf.Lane.Run(_ => _shelf.Features(options.Weights, picture, options.PictureSize), context.Stop);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    private sealed class Fit(AstOptions options, AstMethod method) : IFit<AstSample, AstModel>
    {
        public bool ReadsAgain => true;

        public void Add(AstSample sample, Role role, MethodContext context)
        {
        }

        public AstModel Complete(IReadOnlyList<KeptSample<AstSample>> samples, FitRun run, CancellationToken stop)
        {
            Func<AstSample>[] train = [.. samples.Where(sample => sample.Role == Role.Train)
                .Select(sample => sample.Read)];
            if (train.Length == 0)
                throw new InvalidOperationException("no training scan was added; networks need at least one");
            if (train.Length < options.BatchSize)
                run.Remark($"a step takes {train.Length} scans, as there are no more; batch_size says "
                    + $"{options.BatchSize}");
            var networks = new AstNetworks(options, train[0]().ColourChannels);
            var task = new AstTask(options, networks, train, method._shelf.Lane);
            run.Fact("weights", OptionReader.Text(task.Parts.Sum(part => part.Weights.Length)));
            int epochs = options.TeacherEpochs + options.StudentEpochs;
            new TrainingLoop(task, "ast-checkpoint", options.Identity(train.Length, run.TrainingHash,
                method.FilesKey(options)), epochs, options.Seed ?? 0, TrainingSchedule.Of(run,
                    options.CheckpointEvery)).Run(stop);
            return new AstModel(networks, task.Parts[0].Weights, task.Parts[1].Weights);
        }

        public void Dispose()
        {
        }
    }
}
