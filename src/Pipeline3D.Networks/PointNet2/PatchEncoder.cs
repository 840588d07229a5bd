using System.Collections.Immutable;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointNet2;

/// <summary>PointNet++ in its single-scale form: a patch of points becomes one vector.</summary>
/// <remarks>Source: Qi and others 2017. A level takes each ball's points relative to its centre, behind which stand the
/// features of the level before, through layers (linear, batch norm, ReLU), and keeps the largest of each number; the
/// last level takes all centres where they are; a linear layer ends it. Names are those of the public code in PyTorch
/// (<c>sa1.convs.0</c>, <c>sa1.bns.0</c>, ..., <c>fc</c>).</remarks>
/// <param name="shape">Its sizes.</param>
public sealed class PatchEncoder(PatchEncoderShape shape)
{
    /// <summary>Its sizes.</summary>
    public PatchEncoderShape Shape => shape;

    /// <summary>Adds its tensors to a layout.</summary>
    public void AddTo(FlatLayout layout)
    {
        int from = 0;
        for (int level = 0; level < shape.Levels.Length; level++)
        {
            NormedLayers.AddTo(layout, Layer(level), Norm(level), 3 + from, shape.Levels[level].Widths);
            from = shape.Levels[level].Widths[^1];
        }
        int last = shape.Levels.Length;
        NormedLayers.AddTo(layout, Layer(last), Norm(last), 3 + from, shape.Whole);
        layout.AddDense("fc", shape.Length, shape.Whole[^1]);
    }

    /// <summary>Features of patches, shape [n, Length].</summary>
    /// <param name="tensors">The network's.</param>
    /// <param name="groups">Groups of the patches.</param>
    public Tensor Run(FlatTensors tensors, PatchGroups groups)
    {
        IReadOnlyList<Tensor> levels = Levels(tensors, groups);
        SetGroups top = groups.Levels[^1];
        Tensor places = Tensors.From(top.Centre, (long)groups.Patches * top.Centres, 3);
        Tensor rows = NormedLayers.Run(tensors, Layer(levels.Count), Norm(levels.Count), shape.Whole.Length,
            cat([places, levels[^1]], 1));
        return tensors.Linear(Largest(rows, groups.Patches, top.Centres), "fc");
    }

    /// <summary>Features of the balls of each level, shape [n x centres, width].</summary>
    public IReadOnlyList<Tensor> Levels(FlatTensors tensors, PatchGroups groups)
    {
        var found = new Tensor[shape.Levels.Length];
        for (int level = 0; level < found.Length; level++)
        {
            SetGroups group = groups.Levels[level];
            Tensor rows = Tensors.From(group.Relative, group.Member.Length, 3);
            if (level > 0)
                rows = cat([rows, found[level - 1].index_select(0, RowsOf(groups, level))], 1);
            rows = NormedLayers.Run(tensors, Layer(level), Norm(level), shape.Levels[level].Widths.Length, rows);
            found[level] = Largest(rows, groups.Patches * group.Centres, group.Samples);
        }
        return found;
    }

    /// <summary>How the layers of a level are called, before their number; levels count from 0.</summary>
    public static string Layer(int level) => $"sa{level + 1}.convs";

    /// <summary>How the norms of a level are called.</summary>
    public static string Norm(int level) => $"sa{level + 1}.bns";

    // Rows of the level before that the members of a level's groups are.
    private static Tensor RowsOf(PatchGroups groups, int level)
    {
        SetGroups group = groups.Levels[level];
        int before = groups.Levels[level - 1].Centres, each = group.Centres * group.Samples;
        var rows = new long[group.Member.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = ((long)(i / each) * before) + group.Member[i];
        return Tensors.From(rows, rows.Length);
    }

    internal static Tensor Largest(Tensor rows, long groups, long samples) => rows.view(groups, samples, -1).amax([1]);
}
