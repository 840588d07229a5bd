using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.PointClip;

/// <summary>A cloud's ten depth pictures through the vision tower.</summary>
internal static class DepthEncoding
{
    /// <summary>Features of the views, and which points these show, at pixels of 224.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="clip">The model.</param>
    /// <param name="options">Size and precision.</param>
    /// <param name="axes">Along which axes flags and pixels are read.</param>
    /// <param name="context">Of the scan.</param>
    /// <exception cref="ItemRejectedException">The tower gave a number that is none.</exception>
    public static (PictureFeatures Views, SeenPoints Seen) Of(Scan scan, OpenClip clip, ClipTowerOptions options,
        DepthAxes axes, MethodContext context)
    {
        int[] own = scan.Readings;
        PointCloud cloud = scan.Cloud.Select(own);
        ClipVision vision = clip.Model.Vision;
        int size = options.PictureSize > 0 ? options.PictureSize : vision.Shape.Image, grid = size / vision.Shape.Patch,
            length = clip.Model.Shape.Embedding, patches = grid * grid * length;
        var classes = new float[DepthViews.Count * length];
        var tokens = new float[DepthViews.Count * patches];
        var seen = new bool[DepthViews.Count][];
        var pixel = new int[DepthViews.Count][];
        for (int view = 0; view < DepthViews.Count; view++)
        {
            context.Stop.ThrowIfCancellationRequested();
            int at = view;
            float[] whole = DepthViews.Resized(DepthViews.OfObject(cloud, view), size);
            (float[] picture, seen[view], pixel[view]) = DepthViews.OfPoints(cloud, view, axes);
            float[] points = DepthViews.Inside(picture, size);
            clip.Lane.Run(device =>
            {
                using DisposeScope scope = NewDisposeScope();
                // As the released code: grey of 0 to 1 as it is, without CLIP's mean and deviation.
                ClipPictures found = vision.Encode(Tensors.From([.. whole, .. points], 2, 1, size, size)
                    .expand(2, 3, size, size).to(device), ClipPath.Plain, 0, [vision.Shape.Layers]);
                Tensors.CopyTo(found.Class.narrow(0, 0, 1), classes.AsSpan(at * length));
                Tensors.ToFloats(found.Tokens[0].narrow(0, 1, 1).narrow(1, 1, grid * grid))
                    .CopyTo(tokens, at * patches);
                return true;
            }, context.Stop);
        }
        try
        {
            return (PictureFeatures.Of(grid, length, classes, [tokens], options.Store == FeaturePrecision.Half,
                clip.Model.Report.Sha256), SeenPoints.Of(scan.Cloud.Count, own, pixel, seen));
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>About how many bytes the features of a scan take: ten views of ViT-B/16 at 224 pixels.</summary>
    public static long BytesOf(FeaturePrecision store, long points)
    {
        const long Vectors = 1 + 196, Length = 512, Seen = 5;
        return (DepthViews.Count * Vectors * Length * (store == FeaturePrecision.Half ? 2 : 4))
            + (8 * points) + (8 * Seen * points);
    }
}
