using Pipeline3D.Core;
using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>What the blocks of 3D-ST require of the options that they share.</summary>
internal static class ThreeDStRules
{
    public static void RequireShape(int width, int blocks, Problems problems)
    {
        problems.Require(width is >= 4 and <= NetworkShape.MaxWidth && width % 4 == 0, "Width", width,
            $"must be a multiple of 4 from 4 to {NetworkShape.MaxWidth}");
        problems.RequireRange(blocks, 1, 16, "Blocks");
    }

    public static void RequireTraining(int epochs, double rate, double decay, int every, Problems problems)
    {
        problems.RequireRange(epochs, 1, 100_000, "Epochs");
        problems.Require(rate is > 0 and <= 1, "LearningRate", rate, "must be greater than 0 and at most 1");
        problems.RequireRange(decay, 0, 1, "WeightDecay");
        problems.RequireRange(every, 0, 100_000, "CheckpointEvery");
    }
}
