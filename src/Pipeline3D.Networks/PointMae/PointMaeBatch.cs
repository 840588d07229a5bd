using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointMae;

/// <summary>Clouds in groups, some of which are hidden.</summary>
/// <param name="Samples">Clouds b.</param>
/// <param name="Groups">Groups of each G.</param>
/// <param name="Size">Points of each S.</param>
/// <param name="Points">Shape [b, G, S, 3], relative to the centres.</param>
/// <param name="Centres">Shape [b, G, 3].</param>
/// <param name="IsHidden">Shape [b, G]; as many of each cloud, and neither none nor all.</param>
public sealed record PointMaeBatch(int Samples, int Groups, int Size, float[] Points, float[] Centres, bool[] IsHidden)
{
    /// <summary>Hidden groups of each cloud.</summary>
    public int HiddenOfEach => IsHidden.AsSpan(0, Groups).Count(true);

    /// <summary>Points of the hidden groups in order, shape [b m, S, 3].</summary>
    public float[] Hidden()
    {
        int length = 3 * Size;
        var points = new float[IsHidden.AsSpan().Count(true) * length];
        for (int group = 0, at = 0; group < IsHidden.Length; group++)
            if (IsHidden[group])
            {
                Points.AsSpan(group * length, length).CopyTo(points.AsSpan(at));
                at += length;
            }
        return points;
    }

    /// <summary>Fails for arrays that do not go together.</summary>
    /// <exception cref="ArgumentException">Sizes differ, or clouds hide different numbers of groups, none or
    /// all.</exception>
    public void Require()
    {
        if (Points.Length != (long)Samples * Groups * Size * 3 || Centres.Length != (long)Samples * Groups * 3
            || IsHidden.Length != (long)Samples * Groups)
            throw new ArgumentException($"{Points.Length} and {Centres.Length} coordinates and {IsHidden.Length} marks "
                + $"are no {Samples} clouds of {Groups} groups of {Size} points");
        for (int sample = 0; sample < Samples; sample++)
            if (IsHidden.AsSpan(sample * Groups, Groups).Count(true) is var hidden && (hidden != HiddenOfEach
                || hidden == 0 || hidden == Groups))
                throw new ArgumentException($"cloud {sample} hides {hidden} of {Groups} groups, cloud 0 "
                    + $"{HiddenOfEach}: equal numbers are needed, neither none nor all");
    }

    /// <summary>Places of visible and hidden groups among all groups, ascending, shape [b, v] and [b, m].</summary>
    internal (Tensor Visible, Tensor Hidden) Places()
    {
        Require();
        var visible = new List<long>();
        var hidden = new List<long>();
        for (int group = 0; group < IsHidden.Length; group++)
            (IsHidden[group] ? hidden : visible).Add(group);
        return (Tensors.From([.. visible], Samples, visible.Count / Samples),
            Tensors.From([.. hidden], Samples, hidden.Count / Samples));
    }
}
