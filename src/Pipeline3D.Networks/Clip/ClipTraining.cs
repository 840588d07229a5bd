using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>Both towers of a model with weights that are learnt: flat numbers in, gradients out, for small models that
/// are made from nothing.</summary>
/// <remarks>Weights lie one tensor after the other in ordinal order of OpenAI's names. Not safe for concurrent
/// use.</remarks>
public sealed class ClipTraining
{
    private readonly BackwardGuard _guard = new();

    /// <summary>Prepares the training of a model.</summary>
    /// <param name="shape">Its sizes; both towers.</param>
    /// <exception cref="ArgumentException">A tower is missing.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public ClipTraining(ClipShape shape)
    {
        if (shape.Vision is null || shape.Text is null)
            throw new ArgumentException("both towers are needed to learn from pictures with captions", nameof(shape));
        TorchRuntime.Require();
        Shape = shape;
        using ClipTensors tensors = ClipDraws.Draw(shape, seed: 0);
        foreach (string name in tensors.Names)
            Layout.Add(name, tensors[name].shape);
    }

    /// <summary>The model's sizes.</summary>
    public ClipShape Shape { get; }

    /// <summary>Name, shape and place of every tensor.</summary>
    public FlatLayout Layout { get; } = new();

    /// <summary>Number of weights.</summary>
    public int Count => Layout.Count;

    /// <summary>Weights to begin with, drawn at random.</summary>
    public float[] Start(int seed)
    {
        var weights = new float[Count];
        using ClipTensors tensors = ClipDraws.Draw(Shape, seed);
        foreach (FlatPart part in Layout.Parts)
            Tensors.CopyTo(tensors[part.Name], part.Of(weights.AsSpan()));
        return weights;
    }

    /// <summary>The loss of a batch, and its gradient.</summary>
    /// <param name="weights">Shape [Count].</param>
    /// <param name="pictures">Shape [n, 3, side, side], normalised by <see cref="ClipPicture"/>.</param>
    /// <param name="count">Number of pictures n.</param>
    /// <param name="ids">Token ids of the captions, each as long as the longest, padded; shape [m, length].</param>
    /// <param name="ends">Place of the last token of each caption; shape [m].</param>
    /// <param name="loss">Takes class features [n, e], local patches [n, patches, e] and captions [m, e], none of them
    /// of length 1, and gives one number.</param>
    public (double Loss, float[] Gradient) Learn(ReadOnlySpan<float> weights, ReadOnlySpan<float> pictures, int count,
        ReadOnlySpan<long> ids, IReadOnlyList<int> ends, Func<Tensor, Tensor, Tensor, Tensor> loss)
    {
        using DisposeScope scope = NewDisposeScope();
        var tensors = new ClipTensors();
        try
        {
            FlatTensors learnt = Layout.Open(weights, learns: true);
            foreach (FlatPart part in Layout.Parts)
                tensors.Add(part.Name, learnt[part.Name]);
            var vision = new ClipVision(tensors, Shape.Vision!, Shape.Activation, ClipPositions.Bilinear);
            var text = new ClipText(tensors, Shape.Text!, Shape.Activation);
            int side = Shape.Vision!.Image;
            (Tensor whole, Tensor local) = vision.EncodeForTraining(Tensors.From(pictures, count, 3, side, side));
            Tensor captions = text.Encode(text.Embed(Tensors.From(ids, ends.Count, ids.Length / ends.Count)), ends);
            Tensor cost = loss(whole, local.narrow(1, 1, local.shape[1] - 1), captions);
            var gradient = new float[Count];
            learnt.Differentiate(_guard, cost, gradient);
            return (cost.item<float>(), gradient);
        }
        finally
        {
            tensors.Dispose();
        }
    }
}
