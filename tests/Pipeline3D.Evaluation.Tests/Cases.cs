using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Evaluation.Regions;

namespace Pipeline3D.Evaluation.Tests;

/// <summary>Small random inputs with many ties, and the definitions of the metrics written out as loops.</summary>
internal static class Cases
{
    /// <summary>Checks a property of a seeded generator on 100 seeds; FsCheck prints the seed that fails.</summary>
    public static void ForAllSeeds(Action<Random> property)
        => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<int>(),
            seed => property(new Random(seed))));

    public static (float[] Scores, byte[] Truth) Labelled(Random random)
    {
        int count = random.Next(2, 40), levels = random.Next(1, 12);
        var scores = new float[count];
        var truth = new byte[count];
        for (int i = 0; i < count; i++)
            (scores[i], truth[i]) = (random.Next(-levels, levels) / 4f,
                (byte)(random.Next(3) == 0 ? random.Next(1, 256) : 0));
        (truth[0], truth[1]) = (0, 255);
        return (scores, truth);
    }

    /// <summary>One to four maps of one size.</summary>
    public static MapCase Maps(Random random)
    {
        int width = random.Next(1, 7), height = random.Next(2, 7), count = random.Next(1, 5),
            levels = random.Next(1, 15);
        var maps = new MapCase(width, height, count);
        for (int i = 0; i < maps.Scores.Length; i++)
        {
            maps.Scores[i] = random.Next(levels) / 8f;
            maps.Truth[i] = (byte)(random.Next(4) == 0 ? random.Next(1, 256) : 0);
        }
        (maps.Truth[0], maps.Truth[^1]) = (0, 254);
        return maps;
    }

    public static double Auroc(float[] scores, byte[] truth)
    {
        double sum = 0, pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (truth[i] == 0 || truth[j] != 0)
                    continue;
                pairs++;
                sum += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
        return sum / pairs;
    }

    public static double AveragePrecision(float[] scores, byte[] truth)
    {
        double sum = 0, recall = 0, positives = truth.Count(t => t != 0);
        foreach (float threshold in scores.Distinct().OrderDescending())
        {
            double called = scores.Count(s => s >= threshold);
            double found = scores.Zip(truth).Count(p => p.First >= threshold && p.Second != 0);
            sum += (found / positives - recall) * (found / called);
            recall = found / positives;
        }
        return sum;
    }

    /// <summary>The definition: one threshold at a time, trapezoid, linear interpolation at the limit.</summary>
    public static double AuPro(MapCase maps, double limit)
    {
        List<List<int>> regions = Regions(maps);
        int[] normal = [.. Enumerable.Range(0, maps.Scores.Length).Where(i => maps.Truth[i] == 0)];
        double area = 0, x0 = 0, y0 = 0;
        foreach (float threshold in maps.Scores.Distinct().OrderDescending())
        {
            double x1 = normal.Count(i => maps.Scores[i] >= threshold) / (double)normal.Length;
            double y1 = regions.Average(r => r.Count(i => maps.Scores[i] >= threshold) / (double)r.Count);
            double end = Math.Min(x1, limit);
            if (x0 < limit && x1 > x0)
                area += (end - x0) * (y0 + (y0 + (y1 - y0) * (end - x0) / (x1 - x0))) / 2;
            (x0, y0) = (x1, y1);
        }
        return area / limit;
    }

    /// <summary>Regions by merging sets until nothing touches any more: slow and obvious.</summary>
    public static List<List<int>> Regions(MapCase maps)
    {
        List<List<int>> regions = [.. Enumerable.Range(0, maps.Truth.Length).Where(i => maps.Truth[i] != 0)
            .Select(i => new List<int> { i })];
        for (bool merged = true; merged;)
        {
            merged = false;
            for (int a = 0; a < regions.Count; a++)
            {
                for (int b = regions.Count - 1; b > a; b--)
                {
                    if (!regions[a].Any(i => regions[b].Any(j => maps.Touch(i, j))))
                        continue;
                    regions[a].AddRange(regions[b]);
                    regions.RemoveAt(b);
                    merged = true;
                }
            }
        }
        return regions;
    }

    public sealed record MapCase(int Width, int Height, int Count)
    {
        public float[] Scores { get; init; } = new float[Width * Height * Count];

        public byte[] Truth { get; init; } = new byte[Width * Height * Count];

        public bool Touch(int i, int j)
        {
            int pixels = Width * Height;
            return i / pixels == j / pixels
                && Math.Abs(i % pixels / Width - j % pixels / Width) <= 1 && Math.Abs(i % Width - j % Width) <= 1;
        }

        public PooledScores Pool() => Pipeline3D.Evaluation.Regions.AuPro.Pool(Scores, Truth, Width, Height);

        public PooledScores Pool(IEnumerable<int> order)
        {
            var accumulator = new AuProAccumulator();
            int pixels = Width * Height;
            foreach (int i in order)
                accumulator.Add(Scores.AsSpan(i * pixels, pixels), Truth.AsSpan(i * pixels, pixels), Width, Height,
                    $"image{i:D3}");
            return accumulator.Complete();
        }

        public MapCase Rotated()
        {
            var turned = new MapCase(Height, Width, Count);
            for (int i = 0; i < Count; i++)
            {
                for (int row = 0; row < Height; row++)
                {
                    for (int column = 0; column < Width; column++)
                    {
                        int from = (i * Height + row) * Width + column;
                        int to = (i * Width + column) * Height + (Height - 1 - row);
                        (turned.Scores[to], turned.Truth[to]) = (Scores[from], Truth[from]);
                    }
                }
            }
            return turned;
        }
    }
}
