using Pipeline3D.Data;

namespace Pipeline3D.Detection.Contracts;

/// <summary>An anomaly detection method: what <see cref="ILearner{TOptions, TSample, TModel}"/> has, and
/// scores.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <typeparam name="TSample">What is made of a scan once, before fit and scoring.</typeparam>
/// <typeparam name="TModel">What a fit makes.</typeparam>
public interface IMethod<TOptions, TSample, TModel> : ILearner<TOptions, TSample, TModel>
    where TOptions : MethodOptions, new() where TSample : class where TModel : class
{
    /// <summary>Fails when something that scoring with a saved model needs beside the preparation is not there; called
    /// before anything runs. Default: nothing can be missing.</summary>
    /// <param name="options">The options that the model was learnt with.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    void CheckScoring(TOptions options)
    {
    }

    /// <summary>Scores a scan; in parallel over scans.</summary>
    /// <param name="model">The model of the scan's group.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="sample">What <see cref="ILearner{TOptions, TSample, TModel}.Prepare"/> made of it.</param>
    /// <param name="options">The options that the model was learnt with.</param>
    /// <param name="context">Threads, device and the like; scores do not depend on threads.</param>
    Scores Score(TModel model, Scan scan, TSample sample, TOptions options, MethodContext context);
}
