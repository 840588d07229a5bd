namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>A small seeded generator whose numbers are the same on every machine and runtime.</summary>
/// <remarks>Source: Steele, Lea and Flood 2014 (SplitMix), 64-bit finaliser by Stafford (mix 13).</remarks>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for a named thing: equal seed and name, equal numbers, whatever was drawn
    /// elsewhere.</summary>
    /// <remarks>So a scan is the same whichever thread makes it, and whichever other scans are made.</remarks>
    public static SplitMix64 For(ulong seed, string name)
    {
        // FNV-1a over UTF-16 units: string.GetHashCode differs from process to process.
        ulong hash = 14695981039346656037;
        foreach (char unit in name)
            hash = (hash ^ unit) * 1099511628211;
        return new SplitMix64(new SplitMix64(seed ^ hash).Next());
    }

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform in 0..count - 1.</summary>
    public int NextInt(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>-1 or 1.</summary>
    public int NextSign() => (Next() & 1) == 0 ? -1 : 1;

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double NextNormal()
        => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
