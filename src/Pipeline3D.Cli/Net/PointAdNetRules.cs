using System.Collections.Immutable;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Cli.Net;

/// <summary>The never-seen rule on the description's two cases.</summary>
internal static class PointAdNetRules
{
    public static void Compute(NetTask task)
    {
        if (task.Wants("pointad_fill_result"))
        {
            bool[] flags = PointAdNetInput.Flags(task, "pointad_fill_flags"),
                isOwn = PointAdNetInput.Flags(task, "pointad_fill_mask");
            int cells = isOwn.Length, views = flags.Length / cells;
            int[] own = [.. Enumerable.Range(0, cells).Where(cell => isOwn[cell])];
            ImmutableArray<bool[]> filled = NeverSeenRule.Fill([.. Enumerable.Range(0, views).Select(view =>
                Array.ConvertAll(own, cell => flags[(view * cells) + cell]))], own);
            var result = new float[flags.Length];
            for (int view = 0; view < views; view++)
                for (int i = 0; i < own.Length; i++)
                    result[(view * cells) + own[i]] = filled[view][i] ? 1 : 0;
            task.Write("pointad_fill_result", result, views, cells);
        }
        if (task.Wants("pointad_cor_filled"))
            Correspondences(task);
    }

    private static void Correspondences(NetTask task)
    {
        NpyArray raw = task.Array("pointad_cor_raw");
        float[] places = raw.To<float>();
        bool[] isOwn = PointAdNetInput.Flags(task, "pointad_nonzero_mask");
        (int objects, int views, int cells) = (raw.Shape[0], raw.Shape[1], raw.Shape[2]);
        for (int item = 0; item < objects; item++)
        {
            int[] own = [.. Enumerable.Range(0, cells).Where(cell => isOwn[(item * cells) + cell])];
            int At(int view, int cell) => ((((item * views) + view) * cells) + cell) * 3 + 2;
            ImmutableArray<bool[]> filled = NeverSeenRule.Fill([.. Enumerable.Range(0, views).Select(view =>
                Array.ConvertAll(own, cell => places[At(view, cell)] > 0))], own);
            for (int view = 0; view < views; view++)
                for (int i = 0; i < own.Length; i++)
                    places[At(view, own[i])] = filled[view][i] ? 1 : 0;
        }
        task.Write("pointad_cor_filled", places, raw.Shape);
    }
}
