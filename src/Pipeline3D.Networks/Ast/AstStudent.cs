using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Ast;

/// <summary>AST's student: a plain convolutional network that shall say what the teacher says of normal
/// features.</summary>
/// <remarks>Source: AST's public code. Position code and features side by side, a convolution, residual blocks of two
/// convolutions with norm and leaky ReLU, whose sum comes after the second, and a convolution to as many channels as
/// the features have. The scalar that the public code keeps and never uses is not here. Safe for concurrent use;
/// tensors belong to the caller's dispose scope.</remarks>
public sealed class AstStudent
{
    private readonly AstShape _shape;

    // Held: TorchSharp's own would be freed while it is read.
    private readonly Scalar _leak;

    /// <summary>Prepares a student.</summary>
    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    public AstStudent(AstShape shape)
    {
        shape.Require();
        TorchRuntime.Require();
        (_shape, _leak) = (shape, shape.Leak);
        Layout = LayoutOf(shape);
    }

    /// <summary>Where each tensor lies, under the names of the public code.</summary>
    public FlatLayout Layout { get; }

    /// <summary>Weights as before any training.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public float[] Start(long seed) => FlatDraws.AsPyTorch(Layout, seed);

    /// <summary>What the student makes of features; norms look at the batch while it learns.</summary>
    /// <param name="tensors">Weights by <see cref="Layout"/>.</param>
    /// <param name="features">Shape [n, channels, height, width].</param>
    /// <param name="position">Shape [1, position, height, width].</param>
    /// <returns>Shape of the features.</returns>
    public Tensor Run(FlatTensors tensors, Tensor features, Tensor position)
    {
        Tensor code = position.expand(features.shape[0], position.shape[1], features.shape[2], features.shape[3]);
        Tensor at = Leaky(tensors.Convolve(cat([code, features], 1), "conv1", padding: 1));
        for (int block = 0; block < _shape.StudentBlocks; block++)
        {
            Tensor next = Half(Half(at, block, 1), block, 2);
            at = at.add(next, Guards.HeldScalars.One);
        }
        return tensors.Convolve(at, "conv2", padding: 1);

        Tensor Half(Tensor maps, int block, int half) => Leaky(tensors.BatchNorm(tensors.Convolve(maps,
            $"res.{block}.l{half}", padding: 1), $"res.{block}.bn{half}"));
    }

    private static FlatLayout LayoutOf(AstShape shape)
    {
        int width = shape.StudentWidth;
        var layout = new FlatLayout().AddDense("conv1", width, shape.Position + shape.Channels, 3, 3)
            .AddDense("conv2", shape.Channels, width, 3, 3);
        for (int block = 0; block < shape.StudentBlocks; block++)
            layout.AddDense($"res.{block}.l1", width, width, 3, 3).AddDense($"res.{block}.l2", width, width, 3, 3)
                .AddNorm($"res.{block}.bn1", width).AddNorm($"res.{block}.bn2", width);
        for (int block = 0; block < shape.StudentBlocks; block++)
            layout.AddRunning($"res.{block}.bn1", width).AddRunning($"res.{block}.bn2", width);
        return layout;
    }

    private Tensor Leaky(Tensor maps) => maps.leaky_relu(_leak);
}
