using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ResNet;

/// <summary>A residual network, frozen: maps of features of pictures.</summary>
/// <remarks>Each norm is folded into the convolution before it, once. Safe for concurrent use.</remarks>
public sealed class ResNetModel : IDisposable
{
    // Filters are read once for so many pictures; more gain nothing and take memory.
    private const int Batch = 8;
    private readonly FoldedResNetLayers _layers;

    /// <summary>Makes a network of weights.</summary>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    public ResNetModel(ResNetWeights weights)
    {
        TorchRuntime.Require();
        (Shape, Input, FilePath, Sha256) = (weights.Shape, weights.Input, weights.FilePath, weights.Sha256);
        _layers = new FoldedResNetLayers(weights.Layout, weights.Numbers);
    }

    /// <summary>The network's sizes.</summary>
    public ResNetShape Shape { get; }

    /// <summary>How pictures become numbers.</summary>
    public ResNetInput Input { get; }

    /// <summary>The file, or how the weights came.</summary>
    public string FilePath { get; }

    /// <summary>Hash of the file; of the weights where there is none. Lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Loads a network.</summary>
    /// <inheritdoc cref="ResNetWeights.Load"/>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    public static ResNetModel Load(string path, int stages = 4) => new(ResNetWeights.Load(path, stages));

    /// <summary>A network as before any training: a control, and for tests.</summary>
    /// <inheritdoc cref="ResNetWeights.Random"/>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    public static ResNetModel Random(ResNetShape shape, int seed) => new(ResNetWeights.Random(shape, seed));

    /// <summary>Maps of pictures.</summary>
    /// <param name="rgb">Pictures one after the other, each [height, width, 3], channels side by side.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="taps">0 for what goes into the first stage, or stages from 1; ascending.</param>
    /// <param name="stop">Ends the work between eights of pictures.</param>
    /// <returns>For each tap, the maps of all pictures. Eight run together: how many do may change the last bits, which
    /// threads do not.</returns>
    /// <exception cref="ArgumentException">The bytes are no such pictures, or the taps none of the
    /// network's.</exception>
    /// <exception cref="NotFiniteNumberException">The network gave a number that is none.</exception>
    public ResNetMaps[] Taps(ReadOnlySpan<byte> rgb, int height, int width, ReadOnlySpan<int> taps,
        CancellationToken stop = default)
    {
        int size = checked(3 * height * width);
        if (height < 1 || width < 1 || rgb.Length % size != 0)
            throw new ArgumentException($"{rgb.Length} bytes are no pictures of {height} x {width} in colour",
                nameof(rgb));
        int count = rgb.Length / size;
        var maps = new ResNetMaps[taps.Length];
        var planes = new float[Math.Min(count, Batch) * size];
        for (int first = 0; first < count; first += Batch)
        {
            stop.ThrowIfCancellationRequested();
            int together = Math.Min(Batch, count - first);
            for (int i = 0; i < together; i++)
                Input.Fill(rgb.Slice((first + i) * size, size), height, width, planes.AsSpan(i * size, size));
            using DisposeScope scope = NewDisposeScope();
            using IDisposable quiet = no_grad();
            Tensor[] found = Run(Tensors.From(planes.AsSpan(0, together * size), together, 3, height, width), taps);
            for (int i = 0; i < taps.Length; i++)
            {
                (int channels, int rows, int columns) = ((int)found[i].shape[1], (int)found[i].shape[2],
                    (int)found[i].shape[3]);
                maps[i] ??= new ResNetMaps(count, rows, columns, channels, new float[checked(count * rows * columns
                    * channels)]);
                Span<float> into = maps[i].Of(first, together);
                Tensors.CopyTo(found[i].permute(0, 2, 3, 1), into);
                for (int at = 0; at < into.Length; at++)
                    if (!float.IsFinite(into[at]))
                        throw new NotFiniteNumberException(
                            $"the network of {FilePath} gave {into[at]} at tap {taps[i]}");
            }
        }
        return maps;
    }

    /// <summary>What the taps give of prepared pictures.</summary>
    /// <param name="pictures">Shape [n, 3, height, width], as <see cref="Input"/> makes them.</param>
    /// <param name="taps">0 for what goes into the first stage, or stages from 1; ascending.</param>
    /// <returns>As
    /// <see cref="ResNetNetwork.Run(FlatTensors, ResNetShape, Tensor, ReadOnlySpan{int}, bool)"/>.</returns>
    internal Tensor[] Run(Tensor pictures, ReadOnlySpan<int> taps)
        => ResNetNetwork.Run(_layers, Shape, FoldedResNetLayers.ChannelsLast(pictures), taps);

    /// <inheritdoc/>
    public void Dispose() => _layers.Dispose();
}
