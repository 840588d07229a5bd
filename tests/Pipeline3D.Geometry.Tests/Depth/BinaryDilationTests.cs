using Pipeline3D.Geometry.Depth;

namespace Pipeline3D.Geometry.Tests.Depth;

public sealed class BinaryDilationTests
{
    [Fact]
    public void Grow_EvenSide_GoesOneFurtherTowardsTheFirstRowAndColumn()
    {
        var mask = new bool[64];
        mask[(4 * 8) + 4] = true;
        bool[] grown = BinaryDilation.Grow(mask, 8, 8, 4);
        Assert.Equal([.. Enumerable.Range(0, 64).Where(i => i / 8 is >= 2 and <= 5 && i % 8 is >= 2 and <= 5)],
            Enumerable.Range(0, 64).Where(i => grown[i]));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void Grow_AnyMask_IsThatOfEveryMarkAlone(int side)
    {
        const int height = 9, width = 13;
        var random = new Random(side);
        bool[] mask = [.. Enumerable.Range(0, height * width).Select(_ => random.Next(12) == 0)];
        bool[] grown = BinaryDilation.Grow(mask, height, width, side);
        for (int i = 0; i < mask.Length; i++)
        {
            bool wanted = Enumerable.Range(0, mask.Length).Any(at => mask[at] && Reaches(at / width, i / width)
                && Reaches(at % width, i % width));
            Assert.True(wanted == grown[i], $"pixel {i}, side and seed {side}");
        }

        bool Reaches(int from, int to) => to >= from - (side / 2) && to < from - (side / 2) + side;
    }

    [Fact]
    public void Grow_WrongLength_Throws()
        => Assert.Throws<ArgumentException>(() => BinaryDilation.Grow(new bool[5], 2, 3, 1));
}
