using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Networks.Tests.Clip;

public sealed class ClipTextTests : NeedsTorch
{
    [Fact]
    public void Encode_OfIds_IsTheOracleAndItsLogits()
    {
        using ClipModel model = ClipOracle.Load();
        Tensor ids = ClipOracle.Integers("clip_text_ids");
        Tensor features = model.Text.Encode(model.Text.Embed(ids), Ends(ids));
        ClipOracle.AssertNear("clip_text_features", features);
        Tensor pictures = model.Vision.Encode(ClipOracle.Floats("clip_image"), ClipPath.Plain, 0, []).Class;
        ClipOracle.AssertNear("clip_logits", Unit(pictures).mm(Unit(features).t()) * Math.Exp(model.LogitScale));
    }

    [Theory, InlineData(false, "pointad_text_features"), InlineData(true, "pointad_text_features_half")]
    public void Encode_WithDeepTokens_IsTheOracle(bool half, string oracle)
    {
        using ClipModel model = ClipOracle.Load();
        (Tensor embeddings, int[] ends, Tensor[] deep) = Prompts(model.Text);
        ClipOracle.AssertNear(oracle, model.Text.Encode(embeddings, ends, deep, half));
    }

    [Fact]
    public void Encode_OfPromptsCutAtTheirEnd_IsTheSame()
    {
        using ClipModel model = ClipOracle.Load();
        (Tensor embeddings, int[] ends, Tensor[] deep) = Prompts(model.Text);
        Tensor whole = model.Text.Encode(embeddings, ends, deep),
            cut = model.Text.Encode(embeddings.narrow(1, 0, ends.Max() + 1), ends, deep);
        Assert.True(whole.Equals(cut));
        // What lies after the end is never looked at.
        embeddings.narrow(1, ends.Max() + 1, 3).fill_(float.NaN);
        Assert.True(whole.Equals(model.Text.Encode(embeddings, ends, deep)));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Encode_Differentiated_ReachesEmbeddingsAndDeepTokensAlone(bool half)
    {
        using ClipModel model = ClipOracle.Load();
        (Tensor embeddings, int[] ends, Tensor[] deep) = Prompts(model.Text);
        Tensor start = embeddings.clone().requires_grad_();
        Tensor[] tokens = [.. deep.Select(item => item.clone().requires_grad_())];
        Tensor weight = Tensors.From([1f, -.5f], 2, 1);
        Sum(start, tokens).backward();

        // One step against the gradient changes the sum by the square of its length.
        double length = Math.Sqrt(new[] { start }.Concat(tokens)
            .Sum(item => (double)item.grad!.square().sum().item<float>()));
        float before = Sum(start, tokens).item<float>();
        Assert.True(length > 0);
        const double step = 1e-3;
        Tensor next = start.detach() - (step / length * start.grad!);
        Tensor[] nexts = [.. tokens.Select(item => item.detach() - (step / length * item.grad!))];
        Assert.InRange((before - Sum(next, nexts).item<float>()) / step / length,
            half ? .9 : .99, half ? 1.1 : 1.01);
        Assert.True(model.Tensors.Names.All(name => model.Tensors[name].grad is null));

        Tensor Sum(Tensor from, Tensor[] with) => (Unit(model.Text.Encode(from, ends, with, half)) * weight).sum();
    }

    [Fact]
    public void Encode_InFloat16_RoundsTheGradientOfEachPromptBeforeTheyAreAdded()
    {
        using ClipModel model = ClipOracle.Load();
        (Tensor embeddings, int[] ends, Tensor[] deep) = Prompts(model.Text);
        Tensor both = Gradient([0, 1]), first = Gradient([0]), second = Gradient([1]);
        Assert.True(first.Equals(first.to(torch.float16).to(torch.float32)), "a prompt's share is a float16");
        // A share may round the other way where kernels of another batch differ in the last bit before it.
        Assert.InRange((both - first - second).abs().max().item<float>(), 0, 2e-3f * both.abs().max().item<float>());

        Tensor Gradient(int[] prompts)
        {
            Tensor token = deep[0].clone().requires_grad_();
            Tensor features = model.Text.Encode(embeddings.narrow(0, prompts[0], prompts.Length),
                [.. prompts.Select(i => ends[i])], [token], halfDeep: true);
            features.sum().backward();
            return token.grad!;
        }
    }

    [Fact]
    public void Encode_ManyTimes_KeepsNoTensor()
    {
        using ClipModel model = ClipOracle.Load();
        (Tensor embeddings, int[] ends, Tensor[] deep) = Prompts(model.Text);
        model.Text.Encode(embeddings, ends, deep).Dispose();
        long before = NeedsTorch.SettledTensors();
        for (int i = 0; i < 10; i++)
            model.Text.Encode(embeddings, ends, deep, halfDeep: true).Dispose();
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Encode_OfWhatDoesNotFit_SaysWhatIsNeeded()
    {
        using ClipModel model = ClipOracle.Load();
        (Tensor embeddings, int[] ends, Tensor[] deep) = Prompts(model.Text);
        ClipText text = model.Text;
        Says("at most 2", () => text.Encode(embeddings, ends, [deep[0], deep[0], deep[0]]));
        Says("[1 to 8, 40] is needed", () => text.Encode(embeddings, ends, [torch.zeros(9, 40)]));
        Says("[n, tokens, 40]", () => text.Encode(torch.zeros(2, 9, 41), ends));
        Says("with 1 ends", () => text.Encode(embeddings, [3]));
        Says("ends at 0 to 15", () => text.Encode(embeddings, [3, 16]));
        Says("id 320", () => text.Embed(Tensors.From([3L, 320L], 2)));
    }

    private static void Says(string words, Func<object> call)
        => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static Tensor Unit(Tensor rows) => rows / rows.norm(1, keepdim: true);

    private static int[] Ends(Tensor ids) => [.. Tensors.ToFloats(ids.argmax(1)).Select(end => (int)end)];

    // [start][context of 4][name][.][end], as PointAD's two prompts are.
    private static (Tensor Embeddings, int[] Ends, Tensor[] Deep) Prompts(ClipText text)
    {
        Tensor ids = ClipOracle.Integers("pointad_prompt_ids");
        Tensor embeddings = text.Embed(ids);
        foreach ((int prompt, string name) in new[] { (0, "pos"), (1, "neg") })
            embeddings[prompt].narrow(0, 1, 4).copy_(ClipOracle.Floats($"pointad_prompt_ctx_{name}").reshape(4, 40));
        return (embeddings, Ends(ids), [ClipOracle.Floats("pointad_prompt_deep_0"),
            ClipOracle.Floats("pointad_prompt_deep_1")]);
    }
}
