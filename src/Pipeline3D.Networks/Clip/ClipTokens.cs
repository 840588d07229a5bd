namespace Pipeline3D.Networks.Clip;

/// <summary>Ids of the published vocabulary that need no file: those of PointAD's two prompts.</summary>
public static class ClipTokens
{
    /// <summary>Begins every prompt.</summary>
    public const int Start = 49406;

    /// <summary>Ends every prompt; its place gives the feature.</summary>
    public const int End = 49407;

    /// <summary>"x": stands where learned numbers will.</summary>
    public const int Placeholder = 343;

    /// <summary>"object".</summary>
    public const int Object = 14115;

    /// <summary>"damaged".</summary>
    public const int Damaged = 13568;

    /// <summary>".".</summary>
    public const int FullStop = 269;

    /// <summary>"X .. X object." or "X .. X damaged object." from start to end, without padding: tokens after the end
    /// cannot matter.</summary>
    /// <param name="anomalous">The second one.</param>
    /// <param name="contexts">How many X, at least 0; PointAD has 12.</param>
    public static int[] ObjectPrompt(bool anomalous, int contexts = 12)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(contexts);
        return [Start, .. Enumerable.Repeat(Placeholder, contexts), .. anomalous ? [Damaged] : Array.Empty<int>(),
            Object, FullStop, End];
    }
}
