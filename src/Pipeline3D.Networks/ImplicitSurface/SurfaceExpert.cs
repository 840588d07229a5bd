using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ImplicitSurface;

/// <summary>A learnt encoder and field, for passes alone: norms and lengths are multiplied into the layers
/// before.</summary>
/// <remarks>Run it inside a lane. Cost: about Hidden^2 x (Layers + 1) a place, in pieces of some ten thousand places,
/// so that memory does not grow with their number.</remarks>
public sealed class SurfaceExpert : IDisposable
{
    private const int PlacesAtOnce = 16_384;
    private readonly List<Tensor> _tensors = [];
    private readonly (Tensor Weight, Tensor Bias)[] _encoder, _field;

    /// <summary>Holds a network.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="weights">Numbers of <see cref="SurfaceStart.Layout"/>.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public SurfaceExpert(ImplicitSurfaceShape shape, ReadOnlySpan<float> weights)
    {
        FlatLayout layout = SurfaceStart.Layout(shape);
        if (weights.Length != layout.Count)
            throw new ArgumentException($"{weights.Length} numbers, this network has {layout.Count}", nameof(weights));
        Shape = shape;
        _encoder = Hold(new SurfaceEncoder(shape).Folded(layout, weights));
        _field = Hold(new SurfaceField(shape).Folded(layout, weights));
    }

    /// <summary>Its sizes.</summary>
    public ImplicitSurfaceShape Shape { get; }

    /// <summary>Codes of patches.</summary>
    /// <param name="patches">Shape [n, points, 3].</param>
    /// <param name="points">Points of a patch, 1 or more.</param>
    /// <param name="stop">Ends the work between two pieces.</param>
    /// <returns>Shape [n, Code].</returns>
    public float[] Codes(ReadOnlySpan<float> patches, int points, CancellationToken stop = default)
    {
        int count = patches.Length / (3 * points), piece = Math.Max(1, PlacesAtOnce / points);
        var codes = new float[checked(count * Shape.Code)];
        for (int first = 0; first < count; first += piece)
        {
            stop.ThrowIfCancellationRequested();
            int some = Math.Min(piece, count - first);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            Tensor rows = Tensors.From(patches.Slice(first * 3 * points, some * 3 * points), (long)some * points, 3);
            for (int i = 0; i < 5; i++)
            {
                rows = nn.functional.linear(rows, _encoder[i].Weight, _encoder[i].Bias);
                rows = i == 2 ? rows.view(some, points, -1).amax([1]) : rows.relu_();
            }
            Tensors.CopyTo(rows, codes.AsSpan(first * Shape.Code));
        }
        return codes;
    }

    /// <summary>Signed distances of places, each under the code of its patch.</summary>
    /// <param name="codes">Shape [n, Code].</param>
    /// <param name="places">Shape [n, points, 3].</param>
    /// <param name="points">Places of a patch, 1 or more.</param>
    /// <param name="stop">Ends the work between two pieces.</param>
    /// <returns>Shape [n, points].</returns>
    public float[] Distances(ReadOnlySpan<float> codes, ReadOnlySpan<float> places, int points,
        CancellationToken stop = default)
    {
        int count = codes.Length / Shape.Code, piece = Math.Max(1, PlacesAtOnce / points);
        var distances = new float[checked(count * points)];
        for (int first = 0; first < count; first += piece)
        {
            stop.ThrowIfCancellationRequested();
            int some = Math.Min(piece, count - first);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            Tensors.CopyTo(SurfaceField.Run(_field,
                Tensors.From(codes.Slice(first * Shape.Code, some * Shape.Code), some, Shape.Code),
                Tensors.From(places.Slice(first * 3 * points, some * 3 * points), some, points, 3)),
                distances.AsSpan(first * points));
        }
        return distances;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
            tensor.Dispose();
        _tensors.Clear();
    }

    private (Tensor, Tensor)[] Hold((float[] Weight, float[] Bias, long[] Shape)[] layers)
    {
        return [.. layers.Select(layer => (Keep(layer.Weight, layer.Shape), Keep(layer.Bias, [layer.Bias.Length])))];

        Tensor Keep(float[] numbers, long[] shape)
        {
            Tensor tensor = Tensors.From(numbers, shape).DetachFromDisposeScope();
            _tensors.Add(tensor);
            return tensor;
        }
    }
}
