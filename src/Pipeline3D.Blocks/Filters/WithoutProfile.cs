namespace Pipeline3D.Blocks;

/// <summary>What becomes of scans that there is no health profile for.</summary>
public enum WithoutProfile
{
    /// <summary>They are rejected: nobody knows whether they are healthy.</summary>
    Reject = 0,

    /// <summary>They pass unchecked.</summary>
    Pass = 1,
}
