using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.Geometry.Neighbours;

namespace Pipeline3D.Geometry.Tests.Neighbours;

public sealed class KeySortTests
{
    [Fact]
    public void Sort_AnyKeys_AsAComparisonSort()
        => Prop.ForAll<int, int>((length, seed) =>
        {
            int count = Math.Abs(length % 700);
            var random = new Random(seed);
            var keys = new ulong[KeySort.Room(count)];
            for (int i = 0; i < count; i++)
                keys[i] = random.Next(4) == 0 ? (ulong)random.Next(3) : (ulong)random.NextInt64() << random.Next(2);
            ulong[] expected = [.. keys.AsSpan(0, count)];
            Array.Sort(expected);
            KeySort.Sort(keys, count);
            Assert.True(expected.AsSpan().SequenceEqual(keys.AsSpan(0, count)), $"count {count}, seed {seed}");
        }).QuickCheckThrowOnFailure();

    [Theory, InlineData(0), InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(64), InlineData(65)]
    public void Sort_Descending_Ascends(int count)
    {
        var keys = new ulong[KeySort.Room(count)];
        for (int i = 0; i < count; i++)
            keys[i] = ulong.MaxValue - (ulong)i;
        KeySort.Sort(keys, count);
        for (int i = 1; i < count; i++)
            Assert.True(keys[i - 1] < keys[i]);
    }
}
