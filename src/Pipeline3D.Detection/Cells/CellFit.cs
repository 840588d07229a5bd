using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Cells;

/// <summary>A fit in two passes: what training scans have in common as they come, then a model of their
/// cells.</summary>
/// <param name="cells">What scans become.</param>
/// <param name="options">Sides and turns.</param>
/// <param name="learn">Makes the model.</param>
internal sealed class CellFit<TSample, TModel>(Representation<TSample> cells, CellOptions options,
    Func<TurnedSamples<TSample>, FitRun, CancellationToken, TModel> learn) : IFit<TSample, TModel>
    where TSample : class
{
    private readonly FrameFit<TSample> _frame = cells.Begin(options);

    public bool ReadsAgain => true;

    public void Add(TSample sample, Role role, MethodContext context)
    {
        if (role == Role.Train)
            _frame.Add(sample);
    }

    public TModel Complete(IReadOnlyList<KeptSample<TSample>> samples, FitRun run, CancellationToken stop)
    {
        Func<TSample>[] train = [.. samples.Where(sample => sample.Role == Role.Train).Select(sample => sample.Read)];
        return train.Length > 0 ? learn(new TurnedSamples<TSample>(_frame.Complete(), train, options), run, stop)
            : throw new InvalidOperationException("no training scan was added; there is nothing that cells could be "
                + "laid around");
    }

    public void Dispose()
    {
    }
}
