using System.Collections.Immutable;
using Pipeline3D.Data.Formats;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>f-AnoGAN's three networks and their losses.</summary>
[NetGroup("wgan_gp", Summary = "Critic with gradient penalty, generator and encoder of f-AnoGAN, with gradients.")]
internal sealed class WganGpNet : NetGroup
{
    private const string Stages = "c";

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("real", "input [b, channels, ...]: pictures or volumes"),
        new("noise, alpha", "input [b, code], [b]: codes to make samples of, shares of the real ones in mixtures"),
        new("params_critic", "input: stages c1, c2, ..., then fc"),
        new("params_generator", "input: fd, then trans_1, trans_2, ..."),
        new("params_encoder", "input: stages c1, c2, ..., then fe; its codes go through tanh"),
        new("fake", "output [b, channels, ...]: what the generator makes of the noise"),
        new("gradient_penalty, critic_loss, grads_critic", "output; options lambda_gp"),
        new("generator_loss, grads_generator", "output"),
        new("izif_loss, grads_encoder", "output; option kappa"),
        new("score_map", "output [b, channels, ...]: how far real samples are from what their codes stand for"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("lambda_gp", "kappa", "interpolation", "adam", "latent");
        Tensor real = task.Floats("real"), noise = task.Floats("noise");
        StagesShape shape = StagesFile.Shape(task, "params_critic", Stages, real,
            StagesFile.SizeOf(task, "params_generator", "fd.weight", 1));
        StagesShape encoded = StagesFile.Shape(task, "params_encoder", Stages, real, shape.Code),
            made = shape with { Widths = Widths(task) };
        FlatLayout critics = StagesNetwork.AddCritic(new FlatLayout(), shape, Stages),
            generators = StagesNetwork.AddDecoder(new FlatLayout(), made),
            encoders = StagesNetwork.AddEncoder(new FlatLayout(), encoded, Stages);
        FlatTensors critic = Open(task, "params_critic", critics), generator = Open(task, "params_generator",
            generators), encoder = Open(task, "params_encoder", encoders);
        var guard = new BackwardGuard();
        int stages = shape.Widths.Length;
        Tensor Judge(Tensor samples) => StagesNetwork.Judge(critic, StagesNetwork.Down(critic, samples, stages,
            Stages));

        Tensor fake = StagesNetwork.Decode(generator, noise, made, leaks: false);
        task.Write("fake", fake);
        Tensor penalty = WassersteinLosses.Penalty(guard, Judge, real, fake, task.Array("alpha").To<float>()),
            ofCritic = WassersteinLosses.Critic(Judge(real), Judge(fake.detach()), penalty, task.Number("lambda_gp")),
            ofGenerator = WassersteinLosses.Generator(Judge(fake));
        task.Write("gradient_penalty", penalty.view(1));
        task.Write("critic_loss", ofCritic.view(1));
        Differentiate(task, "grads_critic", critic, critics, ofCritic, guard);
        task.Write("generator_loss", ofGenerator.view(1));
        Differentiate(task, "grads_generator", generator, generators, ofGenerator, guard);

        Tensor code = StagesNetwork.Encode(encoder, real, encoded.Widths.Length, Stages).tanh(),
            back = StagesNetwork.Decode(generator, code, made, leaks: false);
        Tensor ofEncoder = WassersteinLosses.Encoder(real, back, StagesNetwork.Down(critic, real, stages, Stages),
            StagesNetwork.Down(critic, back, stages, Stages), task.Number("kappa"));
        task.Write("izif_loss", ofEncoder.view(1));
        Differentiate(task, "grads_encoder", encoder, encoders, ofEncoder, guard);
        task.Write("score_map", (real - back).abs());
    }

    private static FlatTensors Open(NetTask task, string key, FlatLayout layout)
        => layout.Open(StagesFile.Weights(task, key, layout), learns: true);

    private static void Differentiate(NetTask task, string key, FlatTensors tensors, FlatLayout layout, Tensor loss,
        BackwardGuard guard)
    {
        if (!task.Wants(key))
            return;
        var gradient = new float[layout.Count];
        tensors.Differentiate(guard, loss, gradient);
        FlatParameters.Write(task, key, layout, gradient);
    }

    // Channels of the generator's stages in the order in which an encoder has them.
    private static ImmutableArray<int> Widths(NetTask task)
    {
        var flat = new FlatParameters(task, task.Input("params_generator"));
        var widths = new List<int>();
        while (flat.Has($"trans_{widths.Count + 1}.weight"))
            widths.Insert(0, flat.Shape($"trans_{widths.Count + 1}.weight")[0]);
        return [.. widths];
    }
}
