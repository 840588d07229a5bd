using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Cells;

/// <summary>A network that condenses cells and makes them again: what it does not make again is anomalous.</summary>
public sealed class CellNetwork<TSample> : IDisposable where TSample : class
{
    private const string StageName = "e";
    private readonly CellFrame<TSample> _frame;
    private readonly StagesShape _shape;
    private readonly bool _isGenerator;
    private readonly FlatLayout _layout;
    private readonly float[] _weights;
    private readonly Lazy<FlatTensors> _tensors;

    /// <summary>Takes a network.</summary>
    /// <param name="frame">Where cells lie.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="isGenerator">Whether it makes cells as f-AnoGAN's generator does: of codes from -1 to 1.</param>
    /// <param name="weights">In the order of <see cref="LayoutOf"/>.</param>
    internal CellNetwork(CellFrame<TSample> frame, StagesShape shape, bool isGenerator, float[] weights)
    {
        (_frame, _shape, _isGenerator, _weights, _layout) = (frame, shape, isGenerator, weights, LayoutOf(shape));
        _tensors = new Lazy<FlatTensors>(() => _layout.Hold(_weights));
    }

    /// <summary>The encoder, then the decoder.</summary>
    internal static FlatLayout LayoutOf(StagesShape shape)
        => StagesNetwork.AddDecoder(EncoderOf(shape), shape);

    /// <summary>The encoder alone.</summary>
    internal static FlatLayout EncoderOf(StagesShape shape)
        => StagesNetwork.AddEncoder(new FlatLayout(), shape, StageName);

    /// <summary>The codes of cells.</summary>
    /// <param name="weights">Of the encoder.</param>
    /// <param name="cells">Shape [b, 1, extent].</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="isGenerator">Whether codes are kept from -1 to 1.</param>
    internal static Tensor Encode(FlatTensors weights, Tensor cells, StagesShape shape, bool isGenerator)
    {
        Tensor code = StagesNetwork.Encode(weights, cells, shape.Widths.Length, StageName);
        return isGenerator ? code.tanh() : code;
    }

    /// <summary>Cells as a tensor of one channel.</summary>
    /// <param name="cells">Shape [b, cells].</param>
    /// <param name="shape">The sizes.</param>
    internal static Tensor Batch(float[] cells, StagesShape shape)
        => Tensors.From(cells, [cells.Length / shape.Extent.Aggregate(1, (all, side) => all * side), 1,
            .. shape.Extent.Select(side => (long)side)]);

    /// <summary>How far each cell is from what the network makes of all; run it in a lane.</summary>
    internal float[] Residuals(TSample sample)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        var cells = new float[_frame.Count];
        _frame.Fill(sample, 0, cells);
        Tensor given = Batch(cells, _shape), made = StagesNetwork.Decode(_tensors.Value,
            Encode(_tensors.Value, given, _shape, _isGenerator), _shape, leaks: !_isGenerator);
        return Tensors.ToFloats(given.sub(made).abs());
    }

    /// <summary>Residuals as scores; what lies in no cell scores as an occupied cell that was made empty.</summary>
    internal Scores Spread(TSample sample, float[] residuals, Scan scan, MethodContext context)
        => _frame.Spread(sample, residuals, 1 - CellFrame<TSample>.Empty, scan, context);

    internal void Save(ArtifactWriter file)
    {
        _frame.Save(file);
        file.AddWeights(_layout, _weights);
    }

    internal static CellNetwork<TSample> Load(ArtifactReader file, CellFrame<TSample> frame, StagesShape shape,
        bool isGenerator) => new(frame, shape, isGenerator, file.Weights(LayoutOf(shape)));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_tensors.IsValueCreated)
            _tensors.Value.Dispose();
    }
}
