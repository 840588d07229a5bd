using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Networks;
using static TorchSharp.torch;

namespace Pipeline3D.Benchmarks.Peers.Torch;

/// <summary>What the peer's network runs on; none of it is timed.</summary>
/// <param name="Geometry">[n, k, 4]: offsets to the neighbours and their length, over the mean length.</param>
/// <param name="Index">[n, k].</param>
internal sealed record PeerCloud(Tensor Geometry, Tensor Index)
{
    private const int K = 32;

    /// <summary>Reads points [n, 3] and finds their neighbours.</summary>
    public static PeerCloud Read(string path)
    {
        NpyArray array = NpyReader.Read(path, axes: 2);
        float[] xyz = array.To<float>();
        int n = array.Shape[0];
        var cloud = new PointCloud(n);
        for (int i = 0; i < n; i++)
            cloud[i] = new(xyz[3 * i], xyz[(3 * i) + 1], xyz[(3 * i) + 2]);
        int[] index = new KdTree(cloud, 0).Nearest(K, includeSelf: false, 0, CancellationToken.None).Index;
        var geometry = new float[4 * n * K];
        double sum = 0;
        for (int at = 0; at < n * K; at++)
        {
            var offset = cloud[at / K] - cloud[index[at]];
            (geometry[4 * at], geometry[(4 * at) + 1], geometry[(4 * at) + 2]) = (offset.X, offset.Y, offset.Z);
            sum += geometry[(4 * at) + 3] = offset.Length();
        }
        float scale = (float)(sum / (n * K));
        for (int i = 0; i < geometry.Length; i++)
            geometry[i] /= scale;
        return new PeerCloud(Tensors.From(geometry, n, K, 4), Tensors.From(Array.ConvertAll(index, one => (long)one),
            n, K));
    }
}
