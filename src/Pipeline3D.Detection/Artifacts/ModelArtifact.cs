using System.Collections.Immutable;
using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Detection.Artifacts;

/// <summary>All that a model file says of its model but the numbers.</summary>
public sealed record ModelArtifact
{
    /// <summary>Id of the method.</summary>
    public required string Method { get; init; }

    /// <summary>Version of the method that learnt it.</summary>
    public int MethodVersion { get; init; } = 1;

    /// <summary>Group that it was learnt for: a category.</summary>
    public required string Category { get; init; }

    /// <summary>Options of the method, all of them.</summary>
    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    /// <summary>How scans must be prepared, from the source to the method's sample.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Fingerprint of the training scans; may be empty.</summary>
    public string TrainingHash { get; init; } = "";

    /// <summary>Training scans; 0 when not known.</summary>
    public int TrainingScans { get; init; }

    /// <summary>What was found out with the model afterwards, each as JSON by name: <c>calibration</c>,
    /// <c>calibration_thinned</c>, <c>health</c>.</summary>
    public ImmutableSortedDictionary<string, string> Notes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;
}
