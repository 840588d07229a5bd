using ILGPU;
using ILGPU.Runtime;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Brings scores from views to points and back on a device.</summary>
/// <remarks>Twins: <see cref="Geometry.Views.MultiView.BackProject"/>, which sums in double as this does, and
/// <see cref="ViewScores.Scatter"/>; both equal bit by bit. Cost: one or two launches, one wait.</remarks>
internal static class ViewScoreOp
{
    /// <summary>Mean score of every point over the views that see it.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="views">The projections of n points.</param>
    /// <param name="maps">One score map per view, shape [height, width]; higher = more anomalous.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [n]; 0 for a point that no view sees.</returns>
    /// <exception cref="ArgumentException">The numbers of views, maps, points or pixels differ, or a pixel is outside
    /// its view.</exception>
    public static float[] Gather(DeviceScope scope, IReadOnlyList<ViewProjection> views, IReadOnlyList<float[]> maps,
        CancellationToken stop = default)
    {
        float[] scores = GC.AllocateUninitializedArray<float>(ViewScores.Check(views, maps));
        scope.Run(new GatherProgram(views, maps, scores), stop);
        return scores;
    }

    /// <summary>Writes scores into the views that see their points; where several do, the lowest index wins.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="views">The projections of n points.</param>
    /// <param name="scores">Shape [n].</param>
    /// <param name="background">Value of pixels that show no point.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>One map per view, shape [height, width].</returns>
    /// <exception cref="ArgumentException">The numbers of points differ, or a pixel is outside its view.</exception>
    public static float[][] Scatter(DeviceScope scope, IReadOnlyList<ViewProjection> views,
        ReadOnlySpan<float> scores, float background = 0, CancellationToken stop = default)
    {
        ViewScores.Check(views, scores.Length);
        float[][] maps = [.. views.Select(view =>
            GC.AllocateUninitializedArray<float>(checked(view.Width * view.Height)))];
        scope.Run(new ScatterProgram(views, scores, background, maps), stop);
        return maps;
    }

    private readonly struct GatherProgram(IReadOnlyList<ViewProjection> views, IReadOnlyList<float[]> maps,
        float[] scores) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            (ViewSight sight, int pixels) = ViewSight.Of(lane, views, scores.Length);
            var gather = new ViewGather
            {
                Sight = sight, Maps = lane.Rent<float>(pixels), Scores = lane.Rent<float>(scores.Length),
            };
            long start = 0;
            foreach (float[] map in maps)
            {
                lane.Upload<float>(map, gather.Maps.SubView(start, map.Length));
                start += map.Length;
            }
            lane.Launch(ViewGather.Run, scores.Length, gather);
            lane.Download(gather.Scores, scores);
        }
    }

    private readonly ref struct ScatterProgram(IReadOnlyList<ViewProjection> views, ReadOnlySpan<float> scores,
        float background, float[][] maps) : IDeviceProgram
    {
        private readonly ReadOnlySpan<float> _scores = scores;

        public void Run(DeviceLane lane)
        {
            (ViewSight sight, int pixels) = ViewSight.Of(lane, views, _scores.Length);
            var scatter = new ViewScatter
            {
                Sight = sight,
                Scores = lane.Copy(_scores),
                Claims = lane.Rent<uint>(pixels),
                Maps = lane.Rent<float>(pixels),
                Background = background,
            };
            if (pixels > 0)
                scatter.Claims.MemSet(lane.Stream, byte.MaxValue);
            lane.Launch(ViewScatter.Claim, sight.Views * sight.Points, scatter);
            lane.Launch(ViewScatter.Write, pixels, scatter);
            var fetches = new DeviceFetch<float>[maps.Length];
            long start = 0;
            for (int k = 0; k < maps.Length; k++)
            {
                fetches[k] = lane.Fetch(scatter.Maps.SubView(start, maps[k].Length));
                start += maps[k].Length;
            }
            lane.Synchronise();
            for (int k = 0; k < maps.Length; k++)
                fetches[k].CopyTo(maps[k]);
        }
    }
}
