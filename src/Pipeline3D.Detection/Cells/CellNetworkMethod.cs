using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Cells;

/// <summary>A method that scores cells by how far they are from what a network makes of them.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TSample">Points, or pictures of distances.</typeparam>
public abstract class CellNetworkMethod<TOptions, TSample> : IMethod<TOptions, TSample, CellNetwork<TSample>>
    where TOptions : CellNetworkOptions, new() where TSample : class
{
    private readonly Representation<TSample> _cells;

    // Networks run in it whatever a run's threads are, so that results do not depend on them.
    private readonly Lazy<DeviceLane> _lane = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    private protected CellNetworkMethod(Representation<TSample> cells) => _cells = cells;

    /// <summary>Whether cells are made as f-AnoGAN's generator does.</summary>
    private protected abstract bool IsGenerator { get; }

    /// <inheritdoc/>
    public ISampleCodec<TSample> Samples => _cells.Codec;

    /// <inheritdoc/>
    public ScanNeeds Needs(TOptions options) => _cells.Needs;

    /// <summary>Looks whether the stages go with the side. Scans are prepared whatever the stages are.</summary>
    public void Check(TOptions options)
    {
        if (options.Shape.Problem is not null)
            throw new ArgumentException($"side is {options.Side}: it must be a multiple of {1 << options.Stages}, as "
                + $"each of {options.Stages} stages halves it; set stages lower, or another side");
    }

    /// <inheritdoc/>
    public TSample Prepare(Scan scan, TOptions options, MethodContext context)
        => _cells.Prepare(scan, options, context);

    /// <inheritdoc/>
    public long SampleBytes(TOptions options, long points) => _cells.SampleBytes(options, points);

    /// <inheritdoc/>
    public IFit<TSample, CellNetwork<TSample>> Begin(TOptions options)
        => new CellFit<TSample, CellNetwork<TSample>>(_cells, options, (samples, run, stop)
            => Learn(samples, options, run, stop));

    /// <inheritdoc/>
    public Scores Score(CellNetwork<TSample> model, Scan scan, TSample sample, TOptions options,
        MethodContext context)
    {
        float[] residuals = _lane.Value.Run(_ => model.Residuals(sample), context.Stop);
        return Array.FindIndex(residuals, value => !float.IsFinite(value)) is var at and >= 0
            ? throw new NotFiniteNumberException($"the residual of cell {at} is {residuals[at]}")
            : model.Spread(sample, residuals, scan, context);
    }

    /// <inheritdoc/>
    public void Save(CellNetwork<TSample> model, ArtifactWriter file) => model.Save(file);

    /// <inheritdoc/>
    public CellNetwork<TSample> Load(ArtifactReader file, TOptions options)
        => CellNetwork<TSample>.Load(file, _cells.Load(file, options), options.Shape, IsGenerator);

    /// <summary>Begins a training.</summary>
    /// <param name="samples">Normal scans.</param>
    /// <param name="options">How they are learnt.</param>
    /// <param name="lane">Entered for every step.</param>
    private protected abstract ICellTraining Open(TurnedSamples<TSample> samples, TOptions options, DeviceLane lane);

    private CellNetwork<TSample> Learn(TurnedSamples<TSample> samples, TOptions options, FitRun run,
        CancellationToken stop)
    {
        ICellTraining training = Open(samples, options, _lane.Value);
        run.Fact("samples", OptionReader.Text(samples.Count));
        run.Fact("points_outside", $"{samples.Outside(stop)}");
        run.Fact("weights", OptionReader.Text(training.Weights.Length));
        new TrainingLoop(training, "cells-checkpoint", options.Identity(samples.Scans, run.TrainingHash),
            ((ITrains)options).Epochs, options.Seed ?? 0, TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
        return new CellNetwork<TSample>(samples.Frame, options.Shape, IsGenerator, training.Weights);
    }
}

/// <summary>A training of a <see cref="CellNetwork{TSample}"/>.</summary>
internal interface ICellTraining : ITrainingTask
{
    /// <summary>The network's weights as they are now, encoder first.</summary>
    float[] Weights { get; }
}
