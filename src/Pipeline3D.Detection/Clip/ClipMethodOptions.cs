using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip;

/// <summary>What methods share that learn prompts on patches of chosen layers, such as those of the local
/// path.</summary>
public abstract record ClipMethodOptions : PromptOptions
{
    /// <summary>Layers of the tower whose patches are compared, from 1; empty for the last.</summary>
    [Preparation]
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>First layer of the local path; 0 for the last 19 of 24, or as large a share of another
    /// number.</summary>
    [Preparation]
    public int LocalFrom { get; init; }

    /// <summary>Standard deviation of the smoothing of maps, pixels; 0 to 100.</summary>
    public double Blur { get; init; } = 4;

    /// <summary>The layers in words.</summary>
    internal string LayersText => string.Join(' ', Layers.IsDefault ? [] : Layers);

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.Require(Layers.IsDefaultOrEmpty || Layers.All(layer => layer >= 1), nameof(Layers),
            string.Join(", ", Layers.IsDefault ? [] : Layers), "must be numbers of layers, from 1");
        problems.RequireRange(LocalFrom, 0, 1000, nameof(LocalFrom));
        problems.RequireRange(Blur, 0, 100, nameof(Blur));
    }

    /// <inheritdoc/>
    internal override void CheckVision(ClipVisionShape tower, string path)
    {
        base.CheckVision(tower, path);
        foreach (int layer in Layers.IsDefault ? [] : Layers)
            if (layer > tower.Layers)
                throw new ArgumentException($"layers names layer {layer}, and the vision tower of {path} has "
                    + $"{tower.Layers}: give numbers of 1 to {tower.Layers}");
        if (LocalFrom > tower.Layers)
            throw new ArgumentException($"local_from is {LocalFrom}, and the vision tower of {path} has "
                + $"{tower.Layers} layers: give 1 to {tower.Layers}, or 0 for the default");
    }

    /// <inheritdoc/>
    internal override EncodingWay Way(ClipPath path)
        => base.Way(path) with { Layers = Layers, LocalFrom = LocalFrom };
}
