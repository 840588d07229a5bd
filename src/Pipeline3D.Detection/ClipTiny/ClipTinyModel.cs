using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.ClipTiny;

/// <summary>Learnt towers.</summary>
public sealed class ClipTinyModel
{
    internal ClipTinyModel(ClipTraining towers, float[] weights) => (Towers, Weights) = (towers, weights);

    /// <summary>Sizes, names and places.</summary>
    internal ClipTraining Towers { get; }

    /// <summary>All weights.</summary>
    internal float[] Weights { get; }
}
