namespace Pipeline3D.Benchmarks.Peers.Torch;

/// <summary>How the peer's network is written.</summary>
internal enum PeerForm
{
    /// <summary>As public implementations write it: all neighbours' features side by side, [n, k, 2c], then their
    /// mean.</summary>
    Naive,

    /// <summary>The same numbers without [n, k, 2c]: the mean of a concatenation is the concatenation of
    /// means.</summary>
    Well,
}
