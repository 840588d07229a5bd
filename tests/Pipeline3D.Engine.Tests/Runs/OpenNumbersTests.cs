using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Tests.Runs;

/// <summary>The row of open numbers, held against a sorted set.</summary>
public sealed class OpenNumbersTests
{
    [Fact]
    public void OpenAndClose_RandomOrder_SameLowestAsASortedSet()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var numbers = new OpenNumbers();
            var open = new SortedSet<long>();
            int most = random.Next(1, 300);
            for (int step = 0; step < 1000; step++)
            {
                if (open.Count < most && random.Next(2) == 0)
                {
                    Assert.True(open.Add(numbers.Open()), $"seed {seed}: a number came twice");
                }
                else if (open.Count > 0)
                {
                    long number = open.ElementAt(random.Next(open.Count));
                    bool wasLowest = number == open.Min;
                    open.Remove(number);
                    Assert.True(numbers.Close(number) == wasLowest, $"seed {seed}, step {step}");
                }
                long expected = open.Count == 0 ? long.MaxValue : open.Min;
                Assert.True(numbers.Lowest == expected, $"seed {seed}, step {step}: {numbers.Lowest}, not {expected}");
            }
        }
    }
}
