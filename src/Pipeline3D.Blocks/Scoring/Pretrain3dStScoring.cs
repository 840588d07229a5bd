using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Pretrains a 3D-ST teacher on scenes: descriptors must decode to their surroundings.</summary>
/// <remarks>Scenes of the split <c>validation</c> choose the epoch. Scenes and neighbours are made ahead, in parallel;
/// all are kept until the end. Training then has all cores. Loss curves go to the run's training folder, checkpoints to
/// checkpoints.</remarks>
[Block("scoring.pretrain-3d-st", Summary = "Pretrain a 3D-ST teacher on synthetic scenes.")]
public sealed class Pretrain3dStScoring(Pretrain3dStOptions options)
    : ReduceBlock3D<ScanGraph, ModelSet>(options), IKeepsProduct<ModelSet>
{
    private readonly CategoryFits<TeacherTrainer> _fits = new();

    /// <inheritdoc/>
    public override ValueTask AddAsync(ScanGraph input, BlockContext context)
    {
        try
        {
            _fits.For(context, () => new TeacherTrainer(options.ToMethod(context.Run.Seed)))
                .Add(input.Graph, context.Item.Split == "validation");
        }
        catch (ArgumentException cause)
        {
            throw context.Reject(RejectReason.SizeMismatch, cause.Message, cause);
        }
        _fits.Took(context, input.Scan.Cloud.XMemory, input.Scan.Cloud.YMemory, input.Scan.Cloud.ZMemory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<ModelSet> CompleteAsync(RunContext run, CancellationToken stop)
        => new(_fits.Complete(run, (trainer, hash) =>
        {
            var record = new TrainingRecord(run, "teacher", options.Epochs);
            TeacherModel teacher = trainer.Complete(record.Schedule(options.CheckpointEvery, options.Resume), hash,
                stop);
            record.Complete(trainer.History);
            return new TeacherEntry(teacher);
        }));

    /// <inheritdoc/>
    public void SaveProduct(ModelSet product, Stream stream) => ModelSetFile.Save(product, stream);

    /// <inheritdoc/>
    public ModelSet LoadProduct(Stream stream) => ModelSetFile.Load(stream);
}
