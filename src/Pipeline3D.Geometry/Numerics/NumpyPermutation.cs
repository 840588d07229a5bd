namespace Pipeline3D.Geometry.Numerics;

/// <summary>The permutations that <c>numpy.random.RandomState(seed).permutation(count)</c> gives: published networks
/// hold some of them as constants.</summary>
/// <remarks>Source: Matsumoto and Nishimura 1998, MT19937, begun by one number; numpy's legacy shuffle, which draws a
/// place at or below each from the last down, by masked draws that are thrown away above the bound. Not for draws of
/// our own: those come from <see cref="SplitMix64"/>. Cost: O(count).</remarks>
public static class NumpyPermutation
{
    /// <summary>The permutation.</summary>
    /// <param name="seed">Seed of the generator.</param>
    /// <param name="count">How many numbers; 0 or more.</param>
    /// <returns>0 to count - 1 in the drawn order.</returns>
    public static int[] Of(uint seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = [.. Enumerable.Range(0, count)];
        var twister = new Mt19937(seed);
        for (int last = count - 1; last > 0; last--)
        {
            int other = (int)twister.AtMost((uint)last);
            (order[last], order[other]) = (order[other], order[last]);
        }
        return order;
    }

    private sealed class Mt19937
    {
        private const int Length = 624, Shift = 397;
        private const uint Upper = 0x80000000, Twist = 0x9908B0DF;
        private readonly uint[] _state = new uint[Length];
        private int _next = Length;

        public Mt19937(uint seed)
        {
            _state[0] = seed;
            for (uint i = 1; i < Length; i++)
                _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }

        public uint AtMost(uint bound)
        {
            uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(bound);
            uint drawn;
            do
                drawn = Next() & mask;
            while (drawn > bound);
            return drawn;
        }

        private uint Next()
        {
            if (_next == Length)
                Refill();
            uint word = _state[_next++];
            word ^= word >> 11;
            word ^= (word << 7) & 0x9D2C5680;
            word ^= (word << 15) & 0xEFC60000;
            return word ^ (word >> 18);
        }

        private void Refill()
        {
            for (int i = 0; i < Length; i++)
            {
                uint joined = (_state[i] & Upper) | (_state[(i + 1) % Length] & ~Upper);
                _state[i] = _state[(i + Shift) % Length] ^ (joined >> 1) ^ ((joined & 1) == 0 ? 0 : Twist);
            }
            _next = 0;
        }
    }
}
