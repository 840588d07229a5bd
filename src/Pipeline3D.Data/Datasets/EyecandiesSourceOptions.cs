using Pipeline3D.Core.Options;

namespace Pipeline3D.Data.Datasets;

/// <summary>Options of <see cref="EyecandiesLayout"/> and its source.</summary>
public sealed record EyecandiesSourceOptions : DatasetSourceOptions
{
    /// <summary>What the pose means; the M3DM family reads it as world to camera.</summary>
    public PoseMode Pose { get; init; } = PoseMode.WorldToCamera;

    /// <summary>What becomes of the background.</summary>
    public EyecandiesBackground Background { get; init; } = EyecandiesBackground.Keep;

    /// <summary>Which of the images 0 to 5 is the colour: 0 all lights, 1 bottom, 2 right, 3 top, 4 left, 5
    /// global.</summary>
    public int Image { get; init; } = 4;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Image, 0, 5, nameof(Image));
    }
}
