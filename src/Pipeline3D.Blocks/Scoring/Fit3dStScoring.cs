using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Trains a 3D-ST student per category: it learns to imitate the teacher on normal scans, and will fail on
/// what it has never seen.</summary>
/// <remarks>Scans of the split <c>validation</c> choose the epoch. Points and neighbours are found ahead, in parallel;
/// all are kept until the end. Training then has all cores. Loss curves go to the run's training folder, checkpoints to
/// checkpoints.</remarks>
[Block("scoring.fit-3d-st", Summary = "Train a 3D-ST student per category on normal scans.")]
public sealed class Fit3dStScoring(Fit3dStOptions options)
    : ReduceBlock3D<ScanGraph, ModelSet>(options), IKeepsProduct<ModelSet>
{
    private readonly CategoryFits<Fit> _fits = new();
    private TeacherModel? _teacher;

    /// <summary>Loads the teacher before anything runs.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
    {
        _teacher = options.LoadTeacher(run.Seed);
        run.AddFact($"{options.Name}.teacher", _teacher.ToString());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask AddAsync(ScanGraph input, BlockContext context)
    {
        Clouds.RequireNormal(input.Scan, context);
        Fit fit = _fits.For(context, () => new Fit(context.Item.Category, input.Method,
            new ThreeDStTrainer(options.ToMethod(context.Run.Seed), _teacher!)));
        if (fit.Sampling != input.Method)
            throw context.Reject(RejectReason.SizeMismatch,
                $"its points were chosen as '{input.Method}', those before as '{fit.Sampling}'");
        fit.Trainer.Add(input.Graph, context.Item.Split == "validation");
        _fits.Took(context, input.Scan.Cloud.XMemory, input.Scan.Cloud.YMemory, input.Scan.Cloud.ZMemory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
        => new(_fits.Complete(run, (fit, hash) =>
        {
            var record = new TrainingRecord(run, $"{options.Name}-{fit.Category}", options.Epochs);
            ThreeDStModel model = fit.Trainer.Complete(record.Schedule(options.CheckpointEvery, options.Resume), hash,
                stop);
            record.Complete(fit.Trainer.History);
            return new StudentEntry(fit.Sampling, model);
        }));

    /// <inheritdoc/>
    public void SaveProduct(ModelSet product, Stream stream) => ModelSetFile.Save(product, stream);

    /// <inheritdoc/>
    public ModelSet LoadProduct(Stream stream) => ModelSetFile.Load(stream);

    private sealed record Fit(string Category, string Sampling, ThreeDStTrainer Trainer);
}
