using Pipeline3D.Data.Formats;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Networks.Tests.Clip;

public sealed class ClipModelTests : NeedsTorch
{
    [Theory]
    [InlineData("clip_tiny_openai_torchscript.pt", ClipLayout.OpenAi)]
    [InlineData("clip_tiny_openai_fp16.pt", ClipLayout.OpenAi)]
    [InlineData("clip_tiny_hf.safetensors", ClipLayout.HuggingFace)]
    [InlineData("clip_tiny_open_clip.safetensors", ClipLayout.OpenClip)]
    [InlineData("clip_tiny_open_clip_custom_text.safetensors", ClipLayout.OpenClipCustomText)]
    [InlineData("clip_tiny_open_clip_training.pt", ClipLayout.OpenClip)]
    public void Load_OfEveryLayout_GivesTheSameTensorsBitByBit(string file, ClipLayout layout)
    {
        using ClipModel model = ClipModel.Load(ClipOracle.Path(file), ClipOracle.Loading);
        Assert.Equal(layout, model.Report.Layout);
        Assert.Equal(new ClipShape(new ClipVisionShape(32, 8, 32, 4, 4), new ClipTextShape(40, 3, 5, 16, 320), 24,
            ClipActivation.QuickGelu), model.Shape);
        int compared = 0;
        foreach (string table in new[] { "clip_weights_vision", "clip_weights_text" })
        {
            float[] flat = NpyReader.Read(ClipOracle.Path(table + ".npy")).To<float>();
            foreach (System.Text.Json.JsonElement row in ClipOracle.Description().GetProperty("weight_layout")
                .GetProperty(table + ".npy").EnumerateArray())
            {
                Tensor tensor = model.Tensors[row[0].GetString()!];
                long[] shape = [.. row[1].EnumerateArray().Select(size => size.GetInt64())];
                Assert.Equal(row[0].GetString() == "logit_scale" ? [] : shape, tensor.shape);
                Assert.Equal(flat[row[2].GetInt32()..][..(int)tensor.NumberOfElements], Tensors.ToFloats(tensor));
                compared++;
            }
        }
        Assert.Equal(model.Tensors.Names.Count(), compared);
    }
}
