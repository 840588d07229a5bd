namespace Pipeline3D.Geometry.Numerics;

/// <summary>A small seeded generator whose sequence never changes with the runtime.</summary>
/// <remarks>Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014. One stream per
/// (seed, stream) pair, so that parallel work draws the same numbers in any order of execution.</remarks>
internal struct SplitMix64
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state;

    public SplitMix64(long seed, long stream) => _state = Mix((ulong)seed + Step) ^ Mix((ulong)stream * Step + 1);

    public ulong Next() => Mix(_state += Step);

    /// <summary>A whole number in [0, <paramref name="bound"/>); the bias is below bound / 2^64.</summary>
    public int NextBelow(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number in [0, 1).</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number of the normal distribution of mean 0 and deviation 1; takes two draws.</summary>
    /// <remarks>Source: Box and Muller 1958.</remarks>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUnit()));
        return radius * Math.Cos(2 * Math.PI * NextUnit());
    }

    /// <summary>Brings items into a drawn order; every order is as likely.</summary>
    /// <remarks>Source: Fisher and Yates; takes a draw for each item but one.</remarks>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = NextBelow(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    /// <summary>Brings some items, drawn without replacement, to the front, in the order of drawing.</summary>
    /// <param name="items">All of them.</param>
    /// <param name="wanted">How many are drawn; not more than there are.</param>
    public void Draw<T>(Span<T> items, int wanted)
    {
        for (int i = 0; i < wanted; i++)
        {
            int other = i + NextBelow(items.Length - i);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
