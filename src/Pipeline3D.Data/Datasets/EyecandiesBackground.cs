namespace Pipeline3D.Data.Datasets;

/// <summary>What becomes of the table and back wall in Eyecandies scans.</summary>
public enum EyecandiesBackground
{
    /// <summary>They stay.</summary>
    Keep = 0,

    /// <summary>They become (0,0,0), which means no reading; all else stays as it is.</summary>
    Remove = 1,

    /// <summary>M3DM's converter to the letter: axes become (x, z, y), scaled by (0.1, -0.1, 0.1), and background
    /// points keep an x of exactly 0 with other y and z. Needs <see cref="PoseMode.WorldToCamera"/> to reproduce its
    /// numbers.</summary>
    M3dmCompat = 2,
}
