using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip;

/// <summary>What methods share that compare patches of chosen layers, such as those of the local path.</summary>
public abstract record ClipMethodOptions : ClipTowerOptions
{
    /// <summary>Layers of the tower whose patches are compared, from 1; empty for the last.</summary>
    [Preparation]
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>First layer of the local path; 0 for the last 19 of 24, or as large a share of another
    /// number.</summary>
    [Preparation]
    public int LocalFrom { get; init; }

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Layers.IsDefaultOrEmpty || Layers.All(layer => layer >= 1), nameof(Layers),
            string.Join(", ", Layers.IsDefault ? [] : Layers), "must be numbers of layers, from 1");
        problems.RequireRange(LocalFrom, 0, 1000, nameof(LocalFrom));
    }

    /// <inheritdoc/>
    internal override EncodingWay Way(ClipPath path)
        => base.Way(path) with { Layers = Layers, LocalFrom = LocalFrom };
}
