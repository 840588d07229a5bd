using System.Runtime.InteropServices;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Benchmarks.Peers;

/// <summary>Makes what the table needs besides the drivers' own inputs: parts of them at four sizes.</summary>
internal static class Inputs
{
    /// <summary>Sizes of the scaling table; the images are square.</summary>
    public static string[] Sizes { get; } = ["4096", "16384", "65536", "262144"];

    public static void Make(string d, string t, Commands commands)
    {
        Directory.CreateDirectory(t);
        float[] surface = NpyReader.Read($"{d}/surf300k.npy").To<float>();
        float[] rows = NpyReader.Read($"{d}/feat100k_33.npy").To<float>();
        float[] scores = NpyReader.Read($"{d}/metrics_score_100x400x400.npy").To<float>();
        byte[] masks = NpyReader.Read($"{d}/metrics_gt_100x400x400.npy").To<byte>();
        NpyWriter.Write<float>($"{t}/bank10k.npy", rows.AsSpan(0, 33 * 10_000), 10_000, 33);
        NpyWriter.Write<float>($"{t}/rows1000.npy", rows.AsSpan(0, 33 * 1000), 1000, 33);
        foreach (string size in Sizes)
        {
            int n = int.Parse(size), side = PeerTable.Side(size);
            // Every so-many-th point: the same surface, sampled more thinly.
            NpyWriter.Write<float>($"{t}/surf{n}.npy", Spread(surface, n, 3), n, 3);
            commands.Op($"normals --in {t}/surf{n}.npy --radius 0.1 --max-nn 30 --out {t}/normals{n}.npy");
            NpyWriter.Write<float>($"{t}/rows{n / 4}.npy", rows.AsSpan(0, 33 * (n / 4)), n / 4, 33);
            var random = new Random(1);
            int[] known = [.. Enumerable.Range(0, n).Where(_ => random.Next(10) == 0)];
            NpyWriter.Write<int>($"{t}/known{n}.npy", known, known.Length);
            NpyWriter.Write<float>($"{t}/values{n}.npy", Array.ConvertAll(known, _
                => random.NextSingle()), known.Length);
            // Whole masks, cut to 160,000 pixels or less each.
            int edge = Math.Min(side, 64), images = n / (edge * edge);
            NpyWriter.Write<float>($"{t}/scores{n}.npy", Cut(scores, images, edge), images, edge, edge);
            NpyWriter.Write<byte>($"{t}/masks{n}.npy", Cut(masks, images, edge), images, edge, edge);
        }
        commands.Op($"normals --in {d}/surf64k.npy --radius 0.1 --max-nn 30 --out {t}/normals64k.npy");
    }

    private static float[] Spread(float[] values, int count, int width)
    {
        var chosen = new float[count * width];
        long available = values.Length / width;
        for (int i = 0; i < count; i++)
            values.AsSpan((int)(i * available / count) * width, width).CopyTo(chosen.AsSpan(i * width));
        return chosen;
    }

    private static T[] Cut<T>(T[] images, int count, int edge) where T : unmanaged
    {
        const int Side = 400;
        var cut = new T[count * edge * edge];
        for (int i = 0; i < count; i++)
            for (int row = 0; row < edge; row++)
                images.AsSpan((i * Side * Side) + ((row + 150) * Side) + 150, edge)
                    .CopyTo(MemoryMarshal.CreateSpan(ref cut[((i * edge) + row) * edge], edge));
        return cut;
    }
}
