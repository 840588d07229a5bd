namespace Pipeline3D.Detection.Cells;

/// <summary>Streams of drawn numbers for the steps of a training, apart from those of turns.</summary>
internal static class StepStreams
{
    /// <summary>The stream of a step.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="step">Of the round, from 0.</param>
    public static long Of(int epoch, int step) => ((long)epoch << 40) ^ step;
}
