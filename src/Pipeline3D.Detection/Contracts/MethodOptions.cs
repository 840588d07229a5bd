using Pipeline3D.Core.Options;

namespace Pipeline3D.Detection.Contracts;

/// <summary>Base of the options of a method: one record for files, code, models and docs.</summary>
/// <remarks>Properties that decide how a scan is prepared carry <see cref="PreparationAttribute"/>; the others decide
/// how a model is learnt and scores.</remarks>
public abstract record MethodOptions : IBlockOptions
{
    /// <summary>Seed of the fit; none for the run's seed.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether one model is learnt per category, or one of all scans.</summary>
    public FitGroup Group { get; init; } = FitGroup.Category;

    /// <inheritdoc/>
    public abstract void Validate(Problems problems);
}

/// <summary>What one model is learnt of.</summary>
public enum FitGroup
{
    /// <summary>The scans of one category.</summary>
    Category = 0,

    /// <summary>All scans: one model for every category, such as of a method that is shown other data.</summary>
    All = 1,
}

/// <summary>Says that an option decides how a fit runs, not what it makes; it is no part of the model.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RunOnlyAttribute : Attribute;

/// <summary>Says that an option of a method decides how a scan is prepared: samples made with another value are other
/// samples.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreparationAttribute : Attribute;
