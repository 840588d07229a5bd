using System.Collections.Concurrent;
using Pipeline3D.Detection.ThreeDSt.Teachers;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>What one run of a network needs beside its weights: a few values per point, kept between runs.</summary>
/// <remarks>For scoring: d + d/4 + d/2 floats per point, whatever the number of blocks. For training: every block's
/// input, reduced feature and both aggregations (11 d/4 floats per point and block), and the gradients; what an LFA
/// does per neighbour is never stored. All matrices have the rows of the next multiple of four; the rows beyond the
/// cloud are zero or of no consequence.</remarks>
internal sealed class NetworkBuffers : IDisposable
{
    private readonly List<NativeFloats> _all = [];
    private readonly ConcurrentBag<NativeFloats> _scratch = [];
    private readonly NativeFloats[] _outputs, _reduced, _first, _second;
    private readonly int _scratchLength;

    public NetworkBuffers(PackedNetwork network, int count, bool isTraining)
    {
        (Count, IsTraining, Stride) = (count, isTraining, Math.Max(network.Full, network.OutputWidth));
        long rows = (count + 3) & ~3;
        int kept = isTraining ? network.Layout.Shape.Blocks : 1;
        _outputs = Many(kept, rows * Stride);
        _reduced = Many(kept, rows * network.Quarter);
        _first = Many(kept, rows * network.Lfa1Width);
        _second = isTraining ? Many(kept, rows * network.Lfa2Width) : [];
        Descriptors = isTraining ? One(rows * network.OutputWidth) : _outputs[0];
        DescriptorStride = isTraining ? network.OutputWidth : Stride;
        if (isTraining)
        {
            Upstream = One(rows * network.Full);
            UpstreamFirst = One(rows * network.Lfa1Width);
            UpstreamReduced = One(rows * network.Quarter);
        }
        _scratchLength = FusedForward.TileRows * ((3 * Stride) + (2 * network.Lfa2Width))
            + (4 * PointGraph.MaxNeighbours);
    }

    /// <summary>Points.</summary>
    public int Count { get; }

    /// <summary>Whether a backward pass may follow.</summary>
    public bool IsTraining { get; }

    /// <summary>Floats from row to row of a block's output.</summary>
    public int Stride { get; }

    /// <summary>The result [n, outputs]; a trainer replaces it by its gradient.</summary>
    public NativeFloats Descriptors { get; }

    /// <summary>Floats from row to row of the result.</summary>
    public int DescriptorStride { get; }

    /// <summary>The result as rows of a known length.</summary>
    public DescriptorRows Rows(int outputs) => new(Descriptors, DescriptorStride, outputs);

    /// <summary>Gradient of a block's output, then of its input [n, d].</summary>
    public NativeFloats? Upstream { get; }

    /// <summary>Gradient of the first LFA's output as seen by the second [n, d/2].</summary>
    public NativeFloats? UpstreamFirst { get; }

    /// <summary>Gradient of the reduced feature as seen by the first LFA [n, d/4].</summary>
    public NativeFloats? UpstreamReduced { get; }

    /// <summary>A block's output [n, d].</summary>
    public NativeFloats Output(int block) => _outputs[IsTraining ? block : 0];

    /// <summary>A block's reduced feature [n, d/4].</summary>
    public NativeFloats Reduced(int block) => _reduced[IsTraining ? block : 0];

    /// <summary>Output of a block's first LFA [n, d/2].</summary>
    public NativeFloats First(int block) => _first[IsTraining ? block : 0];

    /// <summary>Output of a block's second LFA [n, d]; kept in training only.</summary>
    public NativeFloats Second(int block) => _second[block];

    /// <summary>Calls <paramref name="body"/> with working memory of one thread.</summary>
    public void WithScratch(Action<NativeFloats> body)
    {
        if (!_scratch.TryTake(out NativeFloats? scratch))
            scratch = new NativeFloats(_scratchLength);
        body(scratch);
        _scratch.Add(scratch);
    }

    public void Dispose()
    {
        foreach (NativeFloats buffer in _all)
            buffer.Dispose();
        foreach (NativeFloats scratch in _scratch)
            scratch.Dispose();
    }

    private NativeFloats[] Many(int count, long length)
    {
        var buffers = new NativeFloats[count];
        for (int i = 0; i < count; i++)
            buffers[i] = One(length);
        return buffers;
    }

    private NativeFloats One(long length)
    {
        var buffer = new NativeFloats(length);
        _all.Add(buffer);
        return buffer;
    }
}
