using System.Globalization;
using System.Text.Json;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Networks.Tests.Clip;

/// <summary>The tiny model that others computed in float64, and what it gave.</summary>
internal static class ClipOracle
{
    public const string File = "clip_tiny_openai_torchscript.pt";

    public static string Folder => SharedFiles.Oracle("pointad");

    public static ClipLoading Loading => new()
    {
        Heads = Config("vision_heads"), TextHeads = Config("text_heads"), Activation = ClipActivation.QuickGelu,
    };

    public static string Path(string name) => System.IO.Path.Combine(Folder, name);

    public static ClipModel Load(ClipLoading? loading = null) => ClipModel.Load(Path(File), loading ?? Loading);

    public static int Config(string name) => Description().GetProperty("config").GetProperty(name).GetInt32();

    public static JsonElement Description()
    {
        using JsonDocument document = JsonDocument.Parse(
            System.IO.File.ReadAllText(Path("pointad_oracles.json")));
        return document.RootElement.Clone();
    }

    public static Tensor Floats(string name)
    {
        NpyArray array = NpyReader.Read(Path(name + ".npy"));
        return Tensors.From(array.To<float>(), [.. array.Shape.Select(size => (long)size)]);
    }

    public static Tensor Integers(string name)
    {
        NpyArray array = NpyReader.Read(Path(name + ".npy"));
        return Tensors.From(array.To<long>(), [.. array.Shape.Select(size => (long)size)]);
    }

    /// <summary>Within the tolerance that the description gives, for example <c>abs 2e-5</c>.</summary>
    public static void AssertNear(string name, Tensor found)
    {
        NpyArray wanted = NpyReader.Read(Path(name + ".npy"));
        Assert.Equal([.. wanted.Shape.Select(size => (long)size)], found.shape);
        string text = Description().GetProperty("files").GetProperty(name + ".npy").GetProperty("tolerance")
            .GetString()!;
        double tolerance = double.Parse(text["abs ".Length..], CultureInfo.InvariantCulture);
        float[] expected = wanted.To<float>(), got = Tensors.ToFloats(found);
        double worst = expected.Zip(got, (a, b) => Math.Abs((double)a - b)).Max();
        Assert.True(worst <= tolerance, $"{name}: off by {worst}, allowed {tolerance}");
    }
}
