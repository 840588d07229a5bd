using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Fcgf;

/// <summary>Fully convolutional geometric features: a U-Net of sparse convolutions that describes every occupied voxel
/// by a vector of length 1.</summary>
/// <remarks>Source: Choy, Park and Koltun 2019, the residual U-Net of four levels. Names as in the authors' code:
/// <c>conv1.kernel</c> [offsets, in, out], <c>norm1.bn</c>, <c>block1.conv1</c>, <c>conv4_tr</c>, ..., <c>final</c>.
/// Every voxel begins as the number 1. Offsets run over x fastest, then y, then z. A kernel is one product of matrices:
/// neighbours are gathered, absent ones as zeros; 27 x channels numbers a voxel for a moment.</remarks>
public static class FcgfNetwork
{
    // As published: what a batch adds to running statistics.
    private const double Momentum = 0.05;
    private const int Cells = 27;

    /// <summary>Where each tensor lies.</summary>
    /// <exception cref="ArgumentException">A size is none.</exception>
    public static FlatLayout Layout(FcgfShape shape)
    {
        shape.Require();
        var layout = new FlatLayout();
        int from = 1;
        for (int level = 1; level <= FcgfShape.Levels; level++)
        {
            int to = shape.Down[level - 1], cells = level == 1 ? shape.FirstKernel * shape.FirstKernel
                * shape.FirstKernel : Cells;
            AddStage(layout, $"conv{level}", $"norm{level}", $"block{level}", cells, from, to);
            from = to;
        }
        for (int level = FcgfShape.Levels; level > 1; level--)
        {
            int to = shape.Up[level - 1];
            AddStage(layout, $"conv{level}_tr", $"norm{level}_tr", $"block{level}_tr", Cells, from, to);
            from = to + shape.Down[level - 2];
        }
        return layout.Add("conv1_tr.kernel", 1, from, shape.Up[0]).Add("final.kernel", 1, shape.Up[0], shape.Outputs)
            .Add("final.bias", shape.Outputs);
    }

    /// <summary>Weights before any training: even within the root of 1 / (offsets x in).</summary>
    public static float[] Start(FcgfShape shape, long seed)
    {
        FlatLayout layout = Layout(shape);
        float[] weights = FlatDraws.AsPyTorch(layout, seed);
        // Kernels are [offsets, in, out]: their fan-in is another one than a convolution's.
        foreach (FlatPart part in layout.Parts.Where(part => part.Shape.Length == 3))
        {
            float factor = (float)Math.Sqrt((double)part.Shape[1] * part.Shape[2] / (part.Shape[0] * part.Shape[1]));
            foreach (ref float number in part.Of(weights.AsSpan()))
                number *= factor;
        }
        return weights;
    }

    /// <summary>Describes the voxels of the finest level.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="tensors">The network's.</param>
    /// <param name="voxels">Made with the shape's first kernel.</param>
    /// <returns>Shape [voxels, outputs]; every row of length 1.</returns>
    public static Tensor Run(FcgfShape shape, FlatTensors tensors, SparseVoxels voxels)
    {
        SparseLevel finest = voxels.Levels[0];
        Tensor values = ones(finest.Count, 1);
        var down = new Tensor[FcgfShape.Levels];
        for (int level = 1; level <= FcgfShape.Levels; level++)
        {
            values = Convolve(tensors, values, $"conv{level}",
                level == 1 ? finest.First : voxels.Levels[level - 2].Coarser, voxels.Levels[level - 1].Count);
            values = Block(tensors, Norm(tensors, values, $"norm{level}"), $"block{level}", voxels.Levels[level - 1]);
            down[level - 1] = values;
        }
        for (int level = FcgfShape.Levels; level > 1; level--)
        {
            SparseLevel finer = voxels.Levels[level - 2];
            values = Convolve(tensors, values, $"conv{level}_tr", finer.Finer, finer.Count);
            values = Block(tensors, Norm(tensors, values, $"norm{level}_tr"), $"block{level}_tr", finer);
            values = cat([values, down[level - 2]], 1);
        }
        values = values.mm(tensors["conv1_tr.kernel"].squeeze(0)).relu();
        return nn.functional.normalize(values.mm(tensors["final.kernel"].squeeze(0))
            .add(tensors["final.bias"], HeldScalars.One), dim: 1);
    }

    private static void AddStage(FlatLayout layout, string convolution, string norm, string block, int cells, int from,
        int to)
    {
        AddNormed(convolution, norm, cells, from);
        AddNormed($"{block}.conv1", $"{block}.norm1", Cells, to);
        AddNormed($"{block}.conv2", $"{block}.norm2", Cells, to);

        void AddNormed(string name, string behind, int offsets, int given)
            => layout.Add($"{name}.kernel", offsets, given, to).AddNorm($"{behind}.bn", to)
                .AddRunning($"{behind}.bn", to);
    }

    private static Tensor Block(FlatTensors tensors, Tensor given, string name, SparseLevel level)
    {
        Tensor values = Norm(tensors, Convolve(tensors, given.relu(), $"{name}.conv1", level.Same, level.Count),
            $"{name}.norm1").relu();
        return Norm(tensors, Convolve(tensors, values, $"{name}.conv2", level.Same, level.Count), $"{name}.norm2")
            .add(given.relu(), HeldScalars.One).relu();
    }

    private static Tensor Convolve(FlatTensors tensors, Tensor values, string name, long[] table, int count)
    {
        Tensor kernel = tensors[$"{name}.kernel"];
        Tensor padded = cat([values, zeros(1, values.shape[1])], 0);
        return padded.index_select(0, Tensors.From(table, table.Length)).reshape(count, -1)
            .mm(kernel.reshape(-1, kernel.shape[2]));
    }

    // Channels outermost: there libtorch sums a channel in double, with channels innermost in float.
    private static Tensor Norm(FlatTensors tensors, Tensor rows, string name)
        => tensors.BatchNorm(rows.t().contiguous().unsqueeze(0), $"{name}.bn", Momentum).squeeze(0).t();
}
