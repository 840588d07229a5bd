using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Mean score of every point over the views that see it; one index per point.</summary>
internal struct ViewGather
{
    /// <summary>What the views see.</summary>
    public ViewSight Sight;

    /// <summary>Score maps, one after the other.</summary>
    public ArrayView<float> Maps;

    /// <summary>Mean score, 0 for a point that no view sees; shape [n]; overwritten.</summary>
    public ArrayView<float> Scores;

    [Kernel]
    public static void Run(Index1D index, ViewGather args)
    {
        double sum = 0;
        int count = 0;
        for (int view = 0; view < args.Sight.Views; view++)
        {
            long slot = ((long)view * args.Sight.Points) + index;
            if (args.Sight.Visible[slot] == 0)
                continue;
            sum += args.Maps[args.Sight.Starts[view] + args.Sight.Pixel[slot]];
            count++;
        }
        args.Scores[index] = (float)(sum / Math.Max(1, count));
    }
}
