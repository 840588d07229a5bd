namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Which place of an attached piece comes to lie on the anchor.</summary>
public enum AttachingRule
{
    /// <summary>The point that it was picked by, so that it runs through the anchor.</summary>
    Picked = 0,

    /// <summary>The mean of its points.</summary>
    Mean = 1,
}
