namespace Pipeline3D.Kernels.Tests;

public sealed class BufferPoolTests
{
    [Theory, InlineData(0, 64), InlineData(64, 64), InlineData(65, 128), InlineData(1 << 20, 1 << 20)]
    public void Rent_AnyLength_NextPowerOfTwo(int length, int expected)
        => Assert.Equal(expected, new BufferPool<int>(4, size => size, _ => { }).Rent(length));

    [Fact]
    public void Rent_AfterReturn_TheSameBlock()
    {
        int made = 0;
        var pool = new BufferPool<string>(8, size => $"{size} of {++made}", _ => { });
        string first = pool.Rent(100), second = pool.Rent(100);
        Assert.Equal((2, 2L * 128 * 8), (pool.Rented, pool.Bytes));
        pool.Return(100, first);
        Assert.Same(first, pool.Rent(80));
        pool.Return(100, second);
        Assert.Equal(2, made);
        Assert.Equal(1, pool.Rented);
    }

    [Fact]
    public void Trim_IdleBlocks_FreedAndRentedOnesKept()
    {
        var freed = new List<int>();
        var pool = new BufferPool<int>(4, size => size, freed.Add);
        pool.Rent(300);
        pool.Return(70, pool.Rent(70));
        pool.Trim();
        Assert.Equal([128], freed);
        Assert.Equal(512 * 4, pool.Bytes);
    }

    [Fact]
    public void Rent_WrongLength_Throws()
    {
        var pool = new BufferPool<int>(4, size => size, _ => { });
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent((1 << 30) + 1));
        Assert.Equal(0, pool.Rented);
    }
}
