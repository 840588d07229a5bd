using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>What the group pointad reads: prompts, and objects with the features that the towers give.</summary>
internal sealed class PointAdNetInput
{
    public PointAdNetInput(NetTask task, ClipModel model)
    {
        int image = task.Whole("image", 1, 4096), patch = task.Whole("patch", 1, image);
        LocalFrom = model.Vision.Shape.Layers - task.Whole("dpam_last", 1, model.Vision.Shape.Layers) + 1;
        Grid = new PatchGrid(image / patch, image);
        Shape = new PromptShape(task.Whole("n_ctx", 1, 64), task.Whole("deep_depth", 1, 64) - 1,
            task.Whole("deep_tokens", 1, 64), model.Text.Shape.Width);
        Weights = [.. Shape.Parts().SelectMany(part =>
            task.Array($"pointad_prompt_{part.Name.Replace('.', '_')}").To<float>())];
        Ids = IdsOf(task.Array("pointad_prompt_ids"));
        int[] shape = task.Array("pointad_cor_raw").Shape;
        Views = shape[1];
        Dual = Encode(task, model, ClipPath.Dual, [model.Vision.Shape.Layers]);
        Samples = [.. Enumerable.Range(0, shape[0]).Select(item => Sample(task, item, Dual))];
    }

    /// <summary>First layer of the local path.</summary>
    public int LocalFrom { get; }

    /// <summary>Enlargement of the patches.</summary>
    public PatchGrid Grid { get; }

    public PromptShape Shape { get; }

    /// <summary>The prompts to begin with.</summary>
    public float[] Weights { get; }

    public PromptIds Ids { get; }

    /// <summary>Views of an object.</summary>
    public int Views { get; }

    /// <summary>Features of every picture by the local path.</summary>
    public PictureFeatures[] Dual { get; }

    public IReadOnlyList<PointAdSample> Samples { get; }

    /// <summary>Token ids of two prompts, cut after the end, which has the highest id.</summary>
    public static PromptIds IdsOf(NpyArray array)
    {
        long[] ids = array.To<long>();
        return new PromptIds(Cut(ids[..(ids.Length / 2)]), Cut(ids[(ids.Length / 2)..]));
    }

    /// <summary>Features of every picture of <c>clip_image.npy</c>, one each.</summary>
    public PictureFeatures[] Encode(NetTask task, ClipModel model, ClipPath path, IReadOnlyList<int> layers,
        bool classNorm = true)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = task.Floats("clip_image");
        ClipPictures found = model.Vision.Encode(pictures, path, LocalFrom, layers);
        return [.. Enumerable.Range(0, (int)pictures.shape[0]).Select(i => PictureFeatures.Of(Grid.Side,
            model.Shape.Embedding, Tensors.ToFloats((classNorm ? found.Class : found.ClassWithoutNorm).narrow(0, i, 1)),
            [.. found.Tokens.Select(layer => Tensors.ToFloats(layer.narrow(0, i, 1).narrow(1, 1, Grid.Patches)))],
            isHalf: false))];
    }

    /// <summary>An object with the features of its pictures.</summary>
    public PointAdSample Sample(NetTask task, int item, PictureFeatures[] pictures)
    {
        int cells = Grid.Pixels;
        bool[] isOwn = Flags(task, "pointad_nonzero_mask")[(item * cells)..((item + 1) * cells)];
        int[] own = [.. Enumerable.Range(0, cells).Where(cell => isOwn[cell])];
        int[] places = [.. task.Array("pointad_cor_raw").To<double>().Select(value => (int)value)];
        int Place(int view, int cell, int part) => places[((((item * Views) + view) * cells) + cell) * 3 + part];
        int[][] pixel = [.. Enumerable.Range(0, Views).Select(view => Array.ConvertAll(own, cell =>
            (Place(view, cell, 1) * Grid.Size) + Place(view, cell, 0)))];
        bool[][] visible = [.. Enumerable.Range(0, Views).Select(view => Array.ConvertAll(own, cell =>
            Place(view, cell, 2) > 0))];
        bool[] masks = Flags(task, "pointad_gt_views"), truth = Flags(task, "pointad_gt_points");
        PictureFeatures[] views = pictures[(item * Views)..((item + 1) * Views)];
        return new PointAdSample(PictureFeatures.Of(Grid.Side, views[0].Length,
            [.. views.SelectMany(view => view.Classes())], [[.. views.SelectMany(view => view.Tokens(0, 0))]],
            isHalf: false), SeenPoints.Of(cells, own, pixel, [.. Geometry.Views.NeverSeenRule.Fill(visible, own)]),
            Grid.Size)
        {
            Masks = [.. Enumerable.Range(item * Views, Views).Select(row => masks[(row * cells)..((row + 1) * cells)])],
            PointTruth = Array.ConvertAll(own, cell => truth[(item * cells) + cell]),
            HiddenDefects = Enumerable.Range(0, cells).Count(cell => !isOwn[cell] && truth[(item * cells) + cell]),
            IsAnomalous = Flags(task, "pointad_labels_objects")[item],
        };
    }

    /// <summary>An input as flags.</summary>
    public static bool[] Flags(NetTask task, string key)
        => Array.ConvertAll(task.Array(key).To<double>(), value => value > 0);

    private static long[] Cut(long[] ids) => ids[..(Array.IndexOf(ids, ids.Max()) + 1)];
}
