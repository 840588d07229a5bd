using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Distances;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.PointMae;

/// <summary>A Point-MAE network whose weights are learnt: flat numbers in, gradients out.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class PointMaeTraining
{
    private readonly BackwardGuard _guard = new();
    private readonly float[] _gradient;

    /// <summary>Prepares the training of a network.</summary>
    /// <param name="shape">Its sizes, with a decoder.</param>
    /// <exception cref="ArgumentException">There is no decoder, or the sizes make no network.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public PointMaeTraining(PointMaeShape shape)
    {
        if (shape.DecoderLayers == 0)
            throw new ArgumentException("a decoder is needed to learn", nameof(shape));
        TorchRuntime.Require();
        Layout = new PointMaeLayout(shape);
        _gradient = new float[Layout.Count];
    }

    /// <summary>Where each tensor lies.</summary>
    public PointMaeLayout Layout { get; }

    /// <summary>Weights to begin with, drawn at random.</summary>
    public float[] Start(int seed) => PointMaeDraws.Draw(Layout, seed);

    /// <summary>The loss of a batch before a step, and its gradient.</summary>
    /// <param name="weights">Flat, as <see cref="Layout"/> says; the running statistics in them are updated.</param>
    /// <param name="batch">Clouds in groups.</param>
    /// <param name="form">Squared: the mean of squared nearest distances, both ways added. Plain: half the sum of both
    /// means of distances.</param>
    /// <param name="dropPath">Stochastic depth of the last blocks; 0 for none.</param>
    /// <param name="draw">The next number in [0, 1) of a seeded stream, for stochastic depth.</param>
    /// <returns>The gradient has the length of the weights; it is 0 for running statistics. The next call overwrites
    /// it.</returns>
    public (double Loss, ReadOnlyMemory<float> Gradient) Learn(Span<float> weights, PointMaeBatch batch,
        ChamferForm form, double dropPath, Func<double> draw)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = Load(weights, learns: true);
        Tensor[] learnt = [.. Layout.Parts.Where(part => part.Start < Layout.Learnt)
            .Select(part => tensors[part.Name])];
        DropPaths? drops = dropPath > 0 ? new DropPaths(Layout.Shape, dropPath, batch.Samples, draw) : null;
        Tensor found = Reconstruct(tensors, batch, isTraining: true, drops);
        float[] seeds = new float[found.numel()];
        double loss = Loss(Tensors.ToFloats(found), batch.Hidden(), form, seeds);
        IReadOnlyList<Tensor?> parts = Gradients.Of(_guard, [found], learnt, [Tensors.From(seeds, found.shape)]);
        for (int i = 0; i < learnt.Length; i++)
            if (parts[i] is { } part)
                Tensors.CopyTo(part, _gradient.AsSpan(Layout.Parts[i].Start));
            else
                _gradient.AsSpan(Layout.Parts[i].Start, Layout.Parts[i].Count).Clear();
        foreach (PointMaePart part in Layout.Parts.Where(part => part.Start >= Layout.Learnt))
            Tensors.CopyTo(tensors[part.Name], weights[part.Start..]);
        return (loss, _gradient);
    }

    /// <summary>The loss of a batch with the running statistics, without learning.</summary>
    public double Validate(ReadOnlySpan<float> weights, PointMaeBatch batch, ChamferForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor found = Reconstruct(Load(weights, learns: false), batch, isTraining: false, null);
        return Loss(Tensors.ToFloats(found), batch.Hidden(), form, new float[found.numel()]);
    }

    /// <summary>What a step sees on its way, for comparisons: tokens of all groups, those of the visible ones after the
    /// encoder, and the reconstructed points.</summary>
    public (float[] Tokens, float[] Visible, float[] Points) Trace(ReadOnlySpan<float> weights, PointMaeBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        (Tensor tokens, Tensor visible, Tensor points) = Pass(Load(weights, learns: false), batch, isTraining: true,
            null);
        return (Tensors.ToFloats(tokens), Tensors.ToFloats(visible), Tensors.ToFloats(points));
    }

    /// <summary>The Chamfer distance of hidden groups, mean over groups.</summary>
    /// <param name="found">Shape [m, S, 3].</param>
    /// <param name="wanted">The same shape.</param>
    /// <param name="form">Squared or plain.</param>
    /// <param name="gradient">With respect to <paramref name="found"/>; overwritten.</param>
    internal double Loss(ReadOnlySpan<float> found, ReadOnlySpan<float> wanted, ChamferForm form, Span<float> gradient)
    {
        int length = 3 * Layout.Shape.GroupSize, groups = found.Length / length;
        float share = (form == ChamferForm.Squared ? 1f : 0.5f) / groups;
        double sum = 0;
        for (int at = 0; at < found.Length; at += length)
        {
            Span<float> part = gradient.Slice(at, length);
            sum += Chamfer.Of(PointCloud.FromInterleaved(found.Slice(at, length)),
                PointCloud.FromInterleaved(wanted.Slice(at, length)), form, part);
            foreach (ref float number in part)
                number *= share;
        }
        return sum * share;
    }

    /// <summary>Named tensors of flat weights.</summary>
    internal Dictionary<string, Tensor> Load(ReadOnlySpan<float> weights, bool learns)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (PointMaePart part in Layout.Parts)
        {
            Tensor tensor = Tensors.From(weights.Slice(part.Start, part.Count), part.Shape);
            tensors.Add(part.Name, learns && part.Start < Layout.Learnt ? tensor.requires_grad_(true) : tensor);
        }
        return tensors;
    }

    private Tensor Reconstruct(Dictionary<string, Tensor> tensors, PointMaeBatch batch, bool isTraining,
        DropPaths? drops) => Pass(tensors, batch, isTraining, drops).Points;

    private (Tensor Tokens, Tensor Visible, Tensor Points) Pass(Dictionary<string, Tensor> tensors,
        PointMaeBatch batch, bool isTraining, DropPaths? drops)
    {
        var network = new PointMaeNetwork(tensors, Layout.Shape);
        Tensor centres = Tensors.From(batch.Centres, batch.Samples, batch.Groups, 3);
        Tensor tokens = network.Tokens(Tensors.From(batch.Points, (long)batch.Samples * batch.Groups, batch.Size, 3),
            isTraining);
        (Tensor seen, Tensor hidden) = batch.Places();
        Tensor visible = tokens.index_select(0, seen.view(-1)).view(batch.Samples, -1, Layout.Shape.Width);
        Tensor visibleCentres = Centres(seen), encoded = network.Encode(visible, network.Positions(visibleCentres),
            drops);
        return (tokens, encoded, network.Decode(encoded, visibleCentres, Centres(hidden), drops)
            .view(-1, Layout.Shape.GroupSize, 3));

        Tensor Centres(Tensor places) => centres.view(-1, 3).index_select(0, places.view(-1))
            .view(batch.Samples, -1, 3);
    }
}
