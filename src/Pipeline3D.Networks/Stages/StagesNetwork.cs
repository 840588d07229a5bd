using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Stages;

/// <summary>Encoder, decoder and critic of pictures or volumes: stages of convolutions 4 wide with stride 2, leaky
/// behind each, and a dense layer on the last map.</summary>
/// <remarks>*Reconstruction*: MVTec 3D-AD's paper names auto-encoders and f-AnoGAN on voxels and depth pictures, but no
/// layer of them. f-AnoGAN (Schlegl et al. 2019) names stages by residual units; these are plain.</remarks>
public static class StagesNetwork
{
    private const int Size = 4;

    /// <summary>Adds the stages <c>NAME1</c>, <c>NAME2</c>, ... that halve what goes in.</summary>
    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    public static FlatLayout AddDown(FlatLayout layout, StagesShape shape, string name)
    {
        if (shape.Problem is { } problem)
            throw new ArgumentException(problem, nameof(shape));
        long from = shape.Channels;
        for (int stage = 0; stage < shape.Widths.Length; from = shape.Widths[stage++])
            layout.AddDense($"{name}{stage + 1}", [shape.Widths[stage], from, .. shape.Extent.Select(_ => (long)Size)]);
        return layout;
    }

    /// <summary>Adds the stages of <see cref="AddDown"/> and the dense layer <c>fe</c> to a code.</summary>
    /// <inheritdoc cref="AddDown"/>
    public static FlatLayout AddEncoder(FlatLayout layout, StagesShape shape, string name)
        => AddDown(layout, shape, name).AddDense("fe", shape.Code, shape.Flat);

    /// <summary>Adds the dense layer <c>fd</c> of a code and the stages <c>trans_1</c>, <c>trans_2</c>, ... that
    /// double.</summary>
    /// <inheritdoc cref="AddDown"/>
    public static FlatLayout AddDecoder(FlatLayout layout, StagesShape shape)
    {
        if (shape.Problem is { } problem)
            throw new ArgumentException(problem, nameof(shape));
        layout.AddDense("fd", shape.Flat, shape.Code);
        for (int stage = shape.Widths.Length - 1; stage >= 0; stage--)
            layout.AddTransposed($"trans_{shape.Widths.Length - stage}", shape.Widths[stage],
                stage == 0 ? shape.Channels : shape.Widths[stage - 1], Size, shape.Extent.Length);
        return layout;
    }

    /// <summary>Adds the stages of <see cref="AddDown"/> and the dense layer <c>fc</c> to one number.</summary>
    /// <inheritdoc cref="AddDown"/>
    public static FlatLayout AddCritic(FlatLayout layout, StagesShape shape, string name)
        => AddDown(layout, shape, name).AddDense("fc", 1, shape.Flat);

    /// <summary>The map behind the last stage, flat.</summary>
    /// <param name="weights">Of <see cref="AddDown"/>.</param>
    /// <param name="values">Shape [b, channels, extent].</param>
    /// <param name="stages">How many.</param>
    /// <param name="name">What their names begin with.</param>
    /// <returns>Shape [b, flat].</returns>
    public static Tensor Down(FlatTensors weights, Tensor values, int stages, string name)
    {
        for (int stage = 1; stage <= stages; stage++)
            values = weights.Convolve(values, $"{name}{stage}", 2, 1).leaky_relu(HeldScalars.Leak);
        return values.flatten(1);
    }

    /// <summary>The code.</summary>
    /// <returns>Shape [b, code].</returns>
    /// <inheritdoc cref="Down"/>
    public static Tensor Encode(FlatTensors weights, Tensor values, int stages, string name)
        => weights.Linear(Down(weights, values, stages, name), "fe");

    /// <summary>How real something looks: what a critic says of the map behind its last stage.</summary>
    /// <param name="weights">Of <see cref="AddCritic"/>.</param>
    /// <param name="map">Of <see cref="Down"/>; shape [b, flat].</param>
    /// <returns>Shape [b].</returns>
    public static Tensor Judge(FlatTensors weights, Tensor map) => weights.Linear(map, "fc").view(-1);

    /// <summary>What a code stands for.</summary>
    /// <param name="weights">Of <see cref="AddDecoder"/>.</param>
    /// <param name="code">Shape [b, code].</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="leaks">Whether its stages let a fifth of what is below 0 through, as an encoder's do; a generator's
    /// let nothing through.</param>
    /// <returns>Shape [b, channels, extent], each number in (-1, 1).</returns>
    public static Tensor Decode(FlatTensors weights, Tensor code, StagesShape shape, bool leaks = true)
    {
        Tensor values = Active(weights.Linear(code, "fd"))
            .view([code.shape[0], shape.Widths[^1], .. shape.Low.Select(side => (long)side)]);
        for (int stage = 1; stage < shape.Widths.Length; stage++)
            values = Active(weights.ConvolveTransposed(values, $"trans_{stage}", 2, 1));
        return weights.ConvolveTransposed(values, $"trans_{shape.Widths.Length}", 2, 1).tanh();

        Tensor Active(Tensor found) => leaks ? found.leaky_relu(HeldScalars.Leak) : found.relu();
    }
}
