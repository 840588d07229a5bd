using System.Collections.Immutable;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.WinClip;

/// <summary>What WinCLIP makes of a picture: vectors of length 1 for the whole, for its windows of 2 x 2 and 3 x 3
/// patches, and for its patches.</summary>
public sealed class WinClipSample
{
    /// <summary>Sides of the windows, patches.</summary>
    internal static readonly ImmutableArray<int> Sides = [2, 3];

    private readonly byte[] _whole;
    private readonly ImmutableArray<byte[]> _scales;

    internal WinClipSample(int side, int size, bool isHalf, string weights, byte[] whole,
        ImmutableArray<byte[]> scales)
        => (Side, Size, IsHalf, WeightsHash, _whole, _scales) = (side, size, isHalf, weights, whole, scales);

    /// <summary>Patches per side g.</summary>
    internal int Side { get; }

    /// <summary>Side of the picture, pixels.</summary>
    internal int Size { get; }

    /// <summary>Whether numbers are kept in half precision.</summary>
    internal bool IsHalf { get; }

    /// <summary>SHA-256 of the weights that made it; empty for random ones.</summary>
    internal string WeightsHash { get; }

    /// <summary>Memory in bytes.</summary>
    internal long ByteSize => _whole.Length + _scales.Sum(scale => (long)scale.Length);

    /// <summary>The vector of the whole picture; shape [e].</summary>
    internal float[] Whole => UnitRows.Read(_whole, IsHalf);

    /// <summary>Vectors of the windows of 2 x 2 (0) or 3 x 3 (1) patches, shape [windows, e], or of the patches (2),
    /// which are not projected, shape [g * g, width].</summary>
    internal float[] Scale(int scale) => UnitRows.Read(_scales[scale], IsHalf);

    /// <summary>Takes a picture through the tower.</summary>
    /// <param name="vision">The tower; the caller runs in its lane.</param>
    /// <param name="picture">Shape [1, 3, size, size], normalised.</param>
    /// <param name="isHalf">Whether to keep half precision.</param>
    /// <param name="weights">SHA-256 of the tower's weights; empty for random ones.</param>
    /// <exception cref="NotFiniteNumberException">The tower gave a number that is none.</exception>
    internal static WinClipSample Of(ClipVision vision, Tensor picture, bool isHalf, string weights = "")
    {
        using DisposeScope scope = NewDisposeScope();
        ClipPictures found = vision.Encode(picture, ClipPath.Plain, 0, [vision.Shape.Layers], project: false);
        Tensor patches = found.Tokens[0].narrow(1, 1, found.Tokens[0].shape[1] - 1);
        int length = (int)found.Class.shape[1], size = (int)picture.shape[2];
        return new WinClipSample(size / vision.Shape.Patch, size, isHalf, weights,
            UnitRows.Keep(Tensors.ToFloats(found.Class), length, isHalf),
            [.. Sides.Select(side => UnitRows.Keep(Tensors.ToFloats(vision.EncodeWindows(picture, side)), length,
                isHalf)), UnitRows.Keep(Tensors.ToFloats(patches), (int)patches.shape[2], isHalf)]);
    }

    internal void Write(BinaryWriter file)
    {
        foreach (int number in (ReadOnlySpan<int>)[Side, Size, IsHalf ? 1 : 0])
            file.Write(number);
        file.Write(WeightsHash);
        FeatureBytes.Write<byte>(_whole, file);
        foreach (byte[] scale in _scales)
            FeatureBytes.Write<byte>(scale, file);
    }

    internal static WinClipSample Read(BinaryReader file)
    {
        (int side, int size, bool isHalf) = (file.ReadInt32(), file.ReadInt32(), file.ReadInt32() == 1);
        string weights = file.ReadString();
        byte[] whole = FeatureBytes.ReadArray<byte>(file);
        return new WinClipSample(side, size, isHalf, weights, whole,
            [.. Enumerable.Range(0, Sides.Length + 1).Select(_ => FeatureBytes.ReadArray<byte>(file))]);
    }
}

/// <summary>WinCLIP's samples as bytes.</summary>
internal sealed class WinClipSampleCodec : ISampleCodec<WinClipSample>
{
    public static readonly WinClipSampleCodec Instance = new();

    public long SizeOf(WinClipSample sample) => sample.ByteSize;

    public void Write(WinClipSample sample, BinaryWriter file) => sample.Write(file);

    public WinClipSample Read(BinaryReader file) => WinClipSample.Read(file);
}
