namespace Pipeline3D.Detection.Contracts;

/// <summary>What a sample is for in a fit.</summary>
public enum Role
{
    /// <summary>To learn from.</summary>
    Train = 0,

    /// <summary>To choose by, such as the epoch; of the split <c>validation</c>.</summary>
    Validation = 1,
}

/// <summary>A fit of one group of scans: takes samples one at a time and in order, then makes the model.</summary>
/// <typeparam name="TSample">The sample.</typeparam>
/// <typeparam name="TModel">The model.</typeparam>
public interface IFit<TSample, TModel> : IDisposable
{
    /// <summary>Whether samples are needed again after they were added. The run then keeps them, in memory as far as
    /// the byte budget allows and in its folder beyond. Default false: the fit keeps what it needs of each.</summary>
    bool ReadsAgain => false;

    /// <summary>Bytes that the fit itself keeps; they count in the run's byte budget.</summary>
    long HeldBytes => 0;

    /// <summary>Takes one sample.</summary>
    /// <exception cref="ArgumentException">It does not go with those before it; its scan becomes a dead letter and the
    /// fit goes on.</exception>
    void Add(TSample sample, Role role, MethodContext context);

    /// <summary>Makes the model after the last sample. Depends on samples, their order and the options alone, not on
    /// threads, nor on whether an earlier attempt was killed.</summary>
    /// <exception cref="InvalidOperationException">The samples do not suffice for a model.</exception>
    /// <param name="samples">The samples that were added, in order, when the fit reads them again; otherwise
    /// empty.</param>
    /// <param name="run">Threads, device, checkpoint and watchers.</param>
    /// <param name="stop">Ends the work.</param>
    TModel Complete(IReadOnlyList<KeptSample<TSample>> samples, FitRun run, CancellationToken stop);
}

/// <summary>A sample that is kept for a fit.</summary>
/// <typeparam name="TSample">The sample.</typeparam>
/// <param name="Role">What it is for.</param>
/// <param name="Read">Gives it, from memory or from the run's folder; by one thread at a time.</param>
public sealed record KeptSample<TSample>(Role Role, Func<TSample> Read);
