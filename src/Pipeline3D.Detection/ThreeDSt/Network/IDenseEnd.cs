namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>What becomes of a dense layer's sums before they are stored.</summary>
internal interface IDenseEnd<TV>
    where TV : struct
{
    /// <summary>Whether the value that stands in the target is needed.</summary>
    static abstract bool ReadsTarget { get; }

    /// <summary>The value to store.</summary>
    static abstract TV Finish(TV sum, TV target, TV slope);
}
