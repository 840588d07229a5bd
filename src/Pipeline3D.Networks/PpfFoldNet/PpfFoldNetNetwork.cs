using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PpfFoldNet;

/// <summary>PPF-FoldNet: an autoencoder of patches whose points are told by point pair features, so that a codeword
/// does not depend on the patch's pose.</summary>
/// <remarks>Source: Deng, Birdal and Ilic 2018, arXiv:1808.10322. Encoder: layers on every point, the largest of each
/// number beside the numbers of all layers (skip links), two layers more, and the largest again. Decoder: a grid is
/// folded twice, each time beside the codeword. The paper gives the number of layers and the codeword's length; widths
/// are PointNet's and FoldingNet's. Names: <c>point.i</c>, <c>join.i</c>, <c>fold1.i</c>, <c>fold2.i</c>. ReLU between
/// layers; none behind the last ones.</remarks>
public static class PpfFoldNetNetwork
{
    /// <summary>Numbers of a point pair feature.</summary>
    public const int Features = 4;

    /// <summary>Where each tensor lies.</summary>
    /// <exception cref="ArgumentException">A size is none.</exception>
    public static FlatLayout Layout(PpfFoldNetShape shape)
    {
        shape.Require();
        var layout = new FlatLayout();
        int from = Features;
        for (int i = 0; i < shape.Widths.Length; i++)
        {
            layout.AddDense($"point.{i}", shape.Widths[i], from);
            from = shape.Widths[i];
        }
        layout.AddDense("join.0", shape.Code, shape.Widths.Sum() + from).AddDense("join.1", shape.Code, shape.Code);
        foreach ((string fold, int given) in new[] { ("fold1", 2), ("fold2", Features) })
        {
            from = given + shape.Code;
            for (int i = 0; i < shape.FoldingLayers; i++)
            {
                int to = i < shape.FoldingLayers - 1 ? shape.Folding : Features;
                layout.AddDense($"{fold}.{i}", to, from);
                from = to;
            }
        }
        return layout;
    }

    /// <summary>Codewords of patches.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="tensors">The network's.</param>
    /// <param name="patches">Shape [n, points, 4].</param>
    /// <returns>Shape [n, code].</returns>
    public static Tensor Encode(PpfFoldNetShape shape, FlatTensors tensors, Tensor patches)
    {
        (long count, long points) = (patches.shape[0], patches.shape[1]);
        Tensor rows = patches.reshape(-1, Features);
        var all = new List<Tensor>(shape.Widths.Length + 1);
        for (int i = 0; i < shape.Widths.Length; i++)
            all.Add(rows = tensors.Linear(rows, $"point.{i}").relu());
        all.Add(Largest(rows).unsqueeze(1).expand(count, points, rows.shape[1]).reshape(-1, rows.shape[1]));
        Tensor joined = tensors.Linear(tensors.Linear(cat(all, 1), "join.0").relu(), "join.1");
        return Largest(joined);

        Tensor Largest(Tensor values) => values.reshape(count, points, -1).amax([1L]);
    }

    /// <summary>Patches made of codewords.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="tensors">The network's.</param>
    /// <param name="codes">Shape [n, code].</param>
    /// <returns>Shape [n, grid x grid, 4].</returns>
    public static Tensor Decode(PpfFoldNetShape shape, FlatTensors tensors, Tensor codes)
    {
        long count = codes.shape[0], nodes = (long)shape.Grid * shape.Grid;
        Tensor beside = codes.unsqueeze(1).expand(count, nodes, shape.Code).reshape(-1, shape.Code),
            grid = GridOf(shape.Grid).unsqueeze(0).expand(count, nodes, 2).reshape(-1, 2);
        return Fold(Fold(grid, "fold1"), "fold2").reshape(count, nodes, Features);

        Tensor Fold(Tensor rows, string name)
        {
            Tensor values = cat([rows, beside], 1);
            for (int i = 0; i < shape.FoldingLayers; i++)
            {
                values = tensors.Linear(values, $"{name}.{i}");
                values = i < shape.FoldingLayers - 1 ? values.relu() : values;
            }
            return values;
        }
    }

    /// <summary>How far patches and what was made of them lie apart: of the mean distances to the nearest, one way and
    /// the other, the larger.</summary>
    /// <param name="made">Shape [n, a, 4].</param>
    /// <param name="given">Shape [n, b, 4].</param>
    /// <returns>The mean over the patches, a number.</returns>
    public static Tensor Loss(Tensor made, Tensor given)
    {
        // The root of a distance of zero has no slope: what is added keeps gradients finite.
        Tensor apart = made.unsqueeze(2).add(given.unsqueeze(1), HeldScalars.MinusOne),
            distance = (apart * apart).sum(-1).add(Tensors.From([1e-12f], 1), HeldScalars.One).sqrt();
        return distance.amin([2L]).mean([1L]).maximum(distance.amin([1L]).mean([1L])).mean();
    }

    private static Tensor GridOf(int side)
    {
        var places = new float[2 * side * side];
        for (int i = 0; i < side * side; i++)
        {
            places[2 * i] = (2f * (i % side) / (side - 1)) - 1;
            places[(2 * i) + 1] = (2f * (i / side) / (side - 1)) - 1;
        }
        return Tensors.From(places, side * side, 2);
    }
}
