using Pipeline3D.Networks.Dino;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests.Dino;

public sealed class DinoModelTests : IDisposable
{
    private static readonly DinoShape Small = new() { Width = 6, Heads = 2, Layers = 2, Patch = 4, Image = 8 };
    private readonly TempFolder _folder = new();

    public DinoModelTests() => Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.WhyUnavailable);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Patches_SmallTower_EqualPlainArithmetic()
    {
        using var model = DinoModel.Random(Small, seed: 5);
        byte[] picture = Picture(3);
        using WeightFile file = Saved(model);
        double[][] wanted = new PlainTower(file, Small).Patches(picture);
        float[] found = model.Patches(picture).Values;
        for (int i = 0; i < found.Length; i++)
            Assert.Equal(wanted[i / 6][i % 6], found[i], 1e-4);
    }

    [Fact]
    public void Load_WhatWasSaved_GivesTheSameFeatures()
    {
        using var model = DinoModel.Random(Small, seed: 5);
        Saved(model).Dispose();
        using var loaded = DinoModel.Load(_folder["tower.safetensors"]);
        Assert.Equal(Small, loaded.Shape);
        Assert.Equal(model.Patches(Picture(1)).Values, loaded.Patches(Picture(1)).Values);
        Assert.NotEqual(model.Patches(Picture(1)).Values, model.Patches(Picture(2)).Values);
    }

    [Fact]
    public void Load_TensorsThatDoNotFit_NamesThemAll()
    {
        using var model = DinoModel.Random(Small, seed: 5);
        using (WeightFile file = Saved(model))
        using (FileStream bad = File.Create(_folder["bad.safetensors"]))
            SafetensorsWriter.Write(bad, [.. file.Entries.Where(entry => entry.Name != "norm.bias").Select(entry =>
                entry.Name == "blocks.1.mlp.fc1.bias" ? (entry.Name, new long[] { 3 }, new float[3])
                : (entry.Name, entry.Shape.ToArray(), (ReadOnlyMemory<float>)file.ReadFloats(entry.Name)))],
                new Dictionary<string, string> { ["dino.heads"] = "2" });
        var error = Assert.Throws<WeightFormatException>(() => DinoModel.Load(_folder["bad.safetensors"]));
        Assert.Contains("norm.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("blocks.1.mlp.fc1.bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileOfSomethingElse_SaysWhatWouldDo()
    {
        using (FileStream file = File.Create(_folder["other.safetensors"]))
            SafetensorsWriter.Write(file, [("x", [1], new float[1])]);
        Assert.Contains("dino_vitbase8_pretrain.pth", Assert.Throws<WeightFormatException>(
            () => DinoModel.Load(_folder["other.safetensors"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patches_PictureOfAnotherSize_IsRefused()
    {
        using var model = DinoModel.Random(Small, seed: 5);
        Assert.Throws<ArgumentException>(() => model.Patches(new byte[3 * 9 * 9]));
    }

    private WeightFile Saved(DinoModel model)
    {
        using (FileStream file = File.Create(_folder["tower.safetensors"]))
            model.Save(file);
        return WeightFile.Open(_folder["tower.safetensors"]);
    }

    private static byte[] Picture(int seed)
    {
        var picture = new byte[3 * 8 * 8];
        new Random(seed).NextBytes(picture);
        return picture;
    }

    // The same in loops, in double.
    private sealed class PlainTower(WeightFile file, DinoShape shape)
    {
        public double[][] Patches(byte[] rgb)
        {
            double[][] tokens = [.. Enumerable.Range(0, (shape.Grid * shape.Grid) + 1).Select(at => at == 0
                ? Array.ConvertAll(file.ReadFloats("cls_token"), value => (double)value) : Patch(rgb, at - 1))];
            float[] places = file.ReadFloats("pos_embed");
            tokens = [.. tokens.Select((token, at) => token.Select((value, i) => value
                + places[(at * shape.Width) + i]).ToArray())];
            for (int block = 0; block < shape.Layers; block++)
            {
                string name = $"blocks.{block}.";
                double[][] beside = Attend([.. tokens.Select(token => Norm(token, $"{name}norm1"))], name);
                tokens = [.. tokens.Zip(beside, Sum)];
                tokens = [.. tokens.Select(token => Sum(token, Dense([.. Dense(Norm(token, $"{name}norm2"),
                    $"{name}mlp.fc1").Select(Gelu)], $"{name}mlp.fc2")))];
            }
            return [.. tokens.Skip(1).Select(token => Norm(token, "norm"))];
        }

        private double[] Patch(byte[] rgb, int patch)
        {
            float[] weight = file.ReadFloats("patch_embed.proj.weight"), bias = file.ReadFloats("patch_embed.proj.bias");
            int side = shape.Patch;
            return [.. Enumerable.Range(0, shape.Width).Select(to => bias[to] + Enumerable.Range(0, 3 * side * side)
                .Sum(i =>
                {
                    int channel = i / (side * side), row = (patch / shape.Grid * side) + (i / side % side),
                        column = (patch % shape.Grid * side) + (i % side);
                    double value = ((rgb[(((row * shape.Image) + column) * 3) + channel] / 255.0)
                        - DinoModel.Mean[channel]) / DinoModel.Deviation[channel];
                    return weight[(to * 3 * side * side) + i] * value;
                }))];
        }

        private double[][] Attend(double[][] tokens, string name)
        {
            double[][] parts = [.. tokens.Select(token => Dense(token, $"{name}attn.qkv"))];
            int width = shape.Width, length = width / shape.Heads;
            return [.. parts.Select(query => Dense([.. Enumerable.Range(0, shape.Heads).SelectMany(head =>
            {
                double[] shares = [.. parts.Select(key => Math.Exp(Enumerable.Range(head * length, length)
                    .Sum(i => query[i] * key[width + i]) / Math.Sqrt(length)))];
                return Enumerable.Range(head * length, length).Select(i => parts.Zip(shares, (value, share) =>
                    share * value[(2 * width) + i]).Sum() / shares.Sum());
            })], $"{name}attn.proj"))];
        }

        private double[] Dense(double[] row, string name)
        {
            float[] weight = file.ReadFloats($"{name}.weight"), bias = file.ReadFloats($"{name}.bias");
            return [.. bias.Select((value, to) => value + row.Select((x, i) => x * weight[(to * row.Length) + i]).Sum())];
        }

        private double[] Norm(double[] row, string name)
        {
            float[] weight = file.ReadFloats($"{name}.weight"), bias = file.ReadFloats($"{name}.bias");
            double mean = row.Average(), deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + 1e-6);
            return [.. row.Select((x, i) => ((x - mean) / deviation * weight[i]) + bias[i])];
        }

        private static double[] Sum(double[] one, double[] other) => [.. one.Zip(other, (a, b) => a + b)];

        private static double Gelu(double x)
        {
            // The error function by its series, exact for the small numbers here.
            double z = x / Math.Sqrt(2), term = z, sum = z;
            for (int n = 1; n < 60; n++)
            {
                term *= -z * z / n;
                sum += term / ((2 * n) + 1);
            }
            return 0.5 * x * (1 + (2 / Math.Sqrt(Math.PI) * sum));
        }
    }
}
