using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.PointClip;
using Pipeline3D.Geometry;

namespace Pipeline3D.Cli.Net;

/// <summary>PointCLIP V2: depth pictures, seen points and their pixels, logits of points and objects.</summary>
[NetGroup("pointclip", Summary = "PointCLIP V2's depth pictures, seen points and logits.")]
internal sealed class PointClipNet : NetGroup
{
    private const float Empty = 0.999f;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("pointclip_cloud.npy", "input [n, 3]"),
        new("pointclip_feature_map.npy, pointclip_global.npy", "input [v, patches, e], [v, e]: unit features"),
        new("pointclip_text.npy, pointclip_view_weights.npy", "input [2, e], [v]: unit texts, weights of views"),
        new("pointclip_cls_viewN.npy, pointclip_cls_view0_224.npy", "output: pictures of the whole object, [110, 110]"),
        new("pointclip_cls_sums.npy", "output [v, 3]: sum, smallest value, pixels below 0.999"),
        new("pointclip_seg_view0.npy, pointclip_seg_view0_crop.npy", "output [224, 224]: pictures of points"),
        new("pointclip_seg_sums.npy", "output [v, 3]: sum, smallest value, sum of the crop"),
        new("pointclip_seg_seen*.npy, pointclip_seg_loc*.npy", "output [v, n], [v, n, 2]: flags, row and column; _code "
            + "with the axes of the released code"),
        new("pointclip_point_logits.npy, pointclip_object_logits.npy", "output [n, 2], [2]"),
    ];

    public override void Compute(NetTask task)
    {
        NpyArray points = task.Array("pointclip_cloud");
        PointCloud cloud = CloudOf(points.To<float>());
        var sums = new List<float>();
        for (int view = 0; view < DepthViews.Count; view++)
        {
            float[] picture = DepthViews.OfObject(cloud, view);
            int side = (int)Math.Round(Math.Sqrt(picture.Length));
            task.Write($"pointclip_cls_view{view}", picture, side, side);
            task.Write($"pointclip_cls_view{view}_{DepthViews.Size}", DepthViews.Resized(picture, DepthViews.Size),
                DepthViews.Size, DepthViews.Size);
            sums.AddRange([Sum(picture), picture.Min(), picture.Count(value => value < Empty)]);
        }
        task.Write("pointclip_cls_sums", [.. sums], DepthViews.Count, 3);
        Points(task, cloud, DepthAxes.Code, "_code");
        Logits(task, Points(task, cloud, DepthAxes.Fixed, ""));
    }

    private static SeenPoints Points(NetTask task, PointCloud cloud, DepthAxes axes, string suffix)
    {
        var (sums, flags, places) = (new List<float>(), new List<float>(), new List<float>());
        (bool[] Seen, int[] Pixel)[] views = [.. Enumerable.Range(0, DepthViews.Count).Select(view =>
        {
            (float[] picture, bool[] seen, int[] pixel) = DepthViews.OfPoints(cloud, view, axes);
            float[] crop = DepthViews.Inside(picture, DepthViews.Size);
            task.Write($"pointclip_seg_view{view}", picture, DepthViews.Size, DepthViews.Size);
            task.Write($"pointclip_seg_view{view}_crop", crop, DepthViews.Size, DepthViews.Size);
            sums.AddRange([Sum(picture), picture.Min(), Sum(crop)]);
            flags.AddRange(seen.Select(flag => flag ? 1f : 0));
            foreach (int at in pixel)
                places.AddRange([at / DepthViews.Size, at % DepthViews.Size]);
            return (seen, pixel);
        })];
        task.Write("pointclip_seg_sums", [.. sums], DepthViews.Count, 3);
        task.Write($"pointclip_seg_seen{suffix}", [.. flags], DepthViews.Count, cloud.Count);
        task.Write($"pointclip_seg_loc{suffix}", [.. places], DepthViews.Count, cloud.Count, 2);
        return SeenPoints.Of(cloud.Count, [.. Enumerable.Range(0, cloud.Count)], [.. views.Select(view => view.Pixel)],
            [.. views.Select(view => view.Seen)]);
    }

    private static void Logits(NetTask task, SeenPoints seen)
    {
        float[] texts = task.Array("pointclip_text").To<float>(),
            weights = task.Array("pointclip_view_weights").To<float>(),
            classes = task.Array("pointclip_global").To<float>(),
            patches = task.Array("pointclip_feature_map").To<float>();
        float[][] prompts = [.. texts.Chunk(texts.Length / 2)];
        int length = prompts[0].Length, side = (int)Math.Round(Math.Sqrt((double)patches.Length / length
            / DepthViews.Count));
        PictureFeatures views = PictureFeatures.Of(side, length, classes, [patches], isHalf: false);
        double[][] logits = [.. prompts.Select(text => PointClipScoring.OfPoints(views, seen, weights, text))];
        task.Write("pointclip_point_logits", [.. logits[0].Zip(logits[1]).SelectMany(pair =>
            new[] { (float)pair.First, (float)pair.Second })], seen.Own.Length, 2);
        task.Write("pointclip_object_logits", [.. prompts.Select(text =>
            (float)PointClipScoring.OfObject(classes, weights, text))], 2);
    }

    private static float Sum(float[] picture) => (float)picture.Sum(value => (double)value);

    private static PointCloud CloudOf(float[] numbers)
    {
        var cloud = new PointCloud(numbers.Length / 3);
        for (int i = 0; i < cloud.Count; i++)
            cloud[i] = new(numbers[3 * i], numbers[(3 * i) + 1], numbers[(3 * i) + 2]);
        return cloud;
    }
}
