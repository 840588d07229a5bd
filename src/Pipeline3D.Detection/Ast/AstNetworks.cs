using Pipeline3D.Networks;
using Pipeline3D.Networks.Ast;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Ast;

/// <summary>Teacher and student over the samples of some options; no weights.</summary>
internal sealed class AstNetworks
{
    private readonly AstOptions _options;
    private readonly float[] _position;

    /// <summary>Prepares them.</summary>
    /// <param name="options">The sizes.</param>
    /// <param name="colour">Channels of the colour's features; 0 for depth alone.</param>
    public AstNetworks(AstOptions options, int colour)
    {
        (_options, Colour) = (options, colour);
        AstShape shape = options.Shape(colour);
        (Teacher, Student) = (new AstFlow(shape), new AstStudent(shape));
        _position = PositionCode.Of(options.Position, options.Grid, options.Grid);
    }

    /// <summary>Channels of the colour's features; 0 for depth alone.</summary>
    public int Colour { get; }

    public AstFlow Teacher { get; }

    public AstStudent Student { get; }

    /// <summary>The position code; shape [1, position, grid, grid].</summary>
    public Tensor Position() => Tensors.From(_position, 1, _options.Position, _options.Grid, _options.Grid);

    /// <summary>What the networks look at: features of colour, if any, then depth by blocks of pixels.</summary>
    /// <returns>Shape [n, channels, grid, grid].</returns>
    public Tensor Features(params ReadOnlySpan<AstSample> samples)
    {
        int side = _options.Side, places = _options.Grid;
        Tensor depth = nn.functional.pixel_unshuffle(Stack(samples, sample => sample.Depth, 1, side),
            _options.Unshuffle);
        return Colour == 0 ? depth : cat([Stack(samples, sample => sample.Colour, Colour, places), depth], 1);
    }

    /// <summary>Shares of the object; shape [n, 1, grid, grid].</summary>
    public Tensor Foreground(params ReadOnlySpan<AstSample> samples)
        => Stack(samples, sample => sample.Foreground, 1, _options.Grid);

    private static Tensor Stack(ReadOnlySpan<AstSample> samples, Func<AstSample, float[]> part, int channels, int side)
    {
        int size = channels * side * side;
        var all = new float[samples.Length * size];
        for (int i = 0; i < samples.Length; i++)
            part(samples[i]).CopyTo(all.AsSpan(i * size, size));
        return Tensors.From(all, samples.Length, channels, side, side);
    }
}
