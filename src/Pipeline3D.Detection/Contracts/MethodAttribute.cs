namespace Pipeline3D.Detection.Contracts;

/// <summary>Declares an anomaly detection method: pipeline files get <c>prepare.ID</c>, <c>fit.ID</c> and, when it
/// scores, <c>score.ID</c>.</summary>
/// <remarks>The class implements <see cref="IMethod{TOptions, TSample, TModel}"/>, or <see cref="ILearner{TOptions,
/// TSample, TModel}"/> when it only learns something that methods use. Its one public constructor takes nothing, or
/// what the program offers, such as a logger. Instances are shared between threads and keep nothing.</remarks>
/// <param name="id">Name in files, for example <c>patchcore-fpfh</c>: small letters, digits and '-'.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MethodAttribute(string id) : Attribute
{
    /// <summary>Name in files.</summary>
    public string Id { get; } = id;

    /// <summary>Name for people, for example <c>PatchCore on FPFH</c>.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where it is described, for example <c>arXiv:2203.05550</c>.</summary>
    public string Paper { get; init; } = "";

    /// <summary>Version of what it computes. Raise it when the same scans and options give another model, other samples
    /// or other scores: models of before are then refused instead of scoring wrongly. Default 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether preparation, fit or scoring use the run's device.</summary>
    public bool UsesDevice { get; init; }

    /// <summary>Whether the seed changes the model. A method without random choices says so, and a run that gives it
    /// one remarks that it changes nothing. Default true.</summary>
    public bool IsSeeded { get; init; } = true;
}
