using System.Globalization;
using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.PointAd;

/// <summary>The tiny model that others computed in float64: two objects of three views, and what training and scoring
/// gave.</summary>
internal sealed class PointAdOracle : IDisposable
{
    private readonly string _folder = SharedFiles.Oracle("pointad");
    private readonly JsonElement _description;

    public PointAdOracle()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder,
            "pointad_oracles.json")));
        _description = document.RootElement.Clone();
        Model = ClipModel.Load(Path.Combine(_folder, "clip_tiny_openai_torchscript.pt"), new ClipLoading
        {
            Heads = Config("vision_heads"), TextHeads = Config("text_heads"), Activation = ClipActivation.QuickGelu,
        });
        Shape = new PromptShape(Config("n_ctx"), Config("deep_depth") - 1, Config("deep_tokens"),
            Config("text_width"));
        Weights = [.. new[] { "ctx_pos", "ctx_neg", "deep_0", "deep_1" }.SelectMany(name =>
            Floats($"pointad_prompt_{name}"))];
        long[] ids = NpyReader.Read(PathOf("pointad_prompt_ids")).To<long>();
        Ids = new PromptIds(Cut(ids[..(ids.Length / 2)]), Cut(ids[(ids.Length / 2)..]));
        Grid = new PatchGrid(Config("image") / Config("patch"), Config("image"));
        Samples = [Sample(0), Sample(1)];
    }

    public ClipModel Model { get; }

    public PromptShape Shape { get; }

    public float[] Weights { get; }

    public PromptIds Ids { get; }

    public PatchGrid Grid { get; }

    public PointAdSample[] Samples { get; }

    public PromptTower Tower(bool half = false) => new(Model.Text, Shape, Ids, half);

    public float[] Floats(string name) => NpyReader.Read(PathOf(name)).To<float>();

    public double Value(string path)
    {
        JsonElement found = _description.GetProperty("values");
        foreach (string part in path.Split('.'))
            found = found.GetProperty(part);
        return found.GetDouble();
    }

    public double[] Values(string name)
        => [.. _description.GetProperty("values").GetProperty(name).EnumerateArray().Select(item => item.GetDouble())];

    /// <summary>Object 1 with its colour picture, through the tower.</summary>
    public PointAdSample WithColour()
    {
        using TorchSharp.torch.Tensor picture = Networks.Tensors.From(Floats("pointad_rgb_image"), 1, 3, Grid.Size,
            Grid.Size);
        using ClipPictures found = Model.Vision.Encode(picture, ClipPath.Dual, 0, [Config("vision_layers")]);
        float[] tokens = Networks.Tensors.ToFloats(found.Tokens[0]);
        AssertNear("pointad_rgb_cls", Networks.Tensors.ToFloats(found.Class));
        AssertNear("pointad_rgb_tokens", tokens);
        PointAdSample plain = Samples[1];
        return new PointAdSample(plain.Views, plain.Seen, plain.Size)
        {
            Rgb = PictureFeatures.Of(Grid.Side, Config("embed"), Networks.Tensors.ToFloats(found.Class),
                [tokens[Config("embed")..]], isHalf: false),
            IsAnomalous = plain.IsAnomalous, Masks = plain.Masks, PointTruth = plain.PointTruth,
        };
    }

    /// <summary>Object 1 as if weights of that hash had made its features.</summary>
    public PointAdSample MadeWith(string weights)
    {
        PointAdSample plain = Samples[1];
        PictureFeatures views = plain.Views;
        float[] tokens = [.. Enumerable.Range(0, views.Pictures).SelectMany(view => views.Tokens(0, view))];
        return new PointAdSample(PictureFeatures.Of(views.Side, views.Length, views.Classes(), [tokens], isHalf: false,
            weights), plain.Seen, plain.Size)
        {
            IsAnomalous = plain.IsAnomalous, Masks = plain.Masks, PointTruth = plain.PointTruth,
        };
    }

    /// <summary>Within the description's tolerance: <c>abs A</c> or <c>abs A + rel R</c>.</summary>
    public void AssertNear(string name, ReadOnlySpan<float> found, ReadOnlySpan<bool> counts = default)
    {
        float[] wanted = Floats(name);
        Assert.Equal(wanted.Length, found.Length);
        string[] words = _description.GetProperty("files").GetProperty(name + ".npy").GetProperty("tolerance")
            .GetString()!.Split(' ');
        double absolute = double.Parse(words[1], CultureInfo.InvariantCulture),
            relative = words is [_, _, "+", "rel", var rel] ? double.Parse(rel, CultureInfo.InvariantCulture) : 0;
        for (int i = 0; i < wanted.Length; i++)
            Assert.True((counts.Length > 0 && !counts[i])
                || Math.Abs((double)wanted[i] - found[i]) <= absolute + (relative * Math.Abs(wanted[i])),
                $"{name}[{i}] is {found[i]}, wanted {wanted[i]} within {string.Join(' ', words)}");
    }

    public void Dispose() => Model.Dispose();

    private static long[] Cut(long[] ids) => ids[..(Array.IndexOf(ids, ids.Max()) + 1)];

    private int Config(string name) => _description.GetProperty("config").GetProperty(name).GetInt32();

    private string PathOf(string name) => Path.Combine(_folder, name + ".npy");

    private bool[] Flags(string name) => Array.ConvertAll(NpyReader.Read(PathOf(name)).To<double>(), value => value > 0);

    private PointAdSample Sample(int item)
    {
        int views = 3, length = Config("embed"), tokens = 1 + Grid.Patches, cells = Grid.Pixels;
        float[] classes = Floats("pointad_feature_cls")[(item * views * length)..((item + 1) * views * length)];
        float[] all = Floats("pointad_feature_tokens");
        float[] patches = [.. Enumerable.Range(item * views, views).SelectMany(row =>
            all[(((row * tokens) + 1) * length)..((row + 1) * tokens * length)])];
        bool[] isOwn = Flags("pointad_nonzero_mask")[(item * cells)..((item + 1) * cells)];
        int[] own = [.. Enumerable.Range(0, cells).Where(cell => isOwn[cell])];
        int[] places = Array.ConvertAll(NpyReader.Read(PathOf("pointad_cor_filled")).To<double>(), value => (int)value);
        int Place(int view, int cell, int part) => places[((((item * views) + view) * cells) + cell) * 3 + part];
        int[][] pixel = [.. Enumerable.Range(0, views).Select(view => Array.ConvertAll(own, cell =>
            (Place(view, cell, 1) * Grid.Size) + Place(view, cell, 0)))];
        bool[][] visible = [.. Enumerable.Range(0, views).Select(view => Array.ConvertAll(own, cell =>
            Place(view, cell, 2) > 0))];
        bool[] masks = Flags("pointad_gt_views"), truth = Flags("pointad_gt_points");
        return new PointAdSample(PictureFeatures.Of(Grid.Side, length, classes, [patches], isHalf: false),
            SeenPoints.Of(cells, own, pixel, visible), Grid.Size)
        {
            Masks = [.. Enumerable.Range(item * views, views).Select(row =>
                masks[(row * cells)..((row + 1) * cells)])],
            PointTruth = Array.ConvertAll(own, cell => truth[(item * cells) + cell]),
            HiddenDefects = Enumerable.Range(0, cells).Count(cell => !isOwn[cell] && truth[(item * cells) + cell]),
            IsAnomalous = Flags("pointad_labels_objects")[item],
        };
    }
}
