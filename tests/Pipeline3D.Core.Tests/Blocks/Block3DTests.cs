using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Core.Tests.Blocks;

public sealed class Block3DTests
{
    [Fact]
    public void Constructor_WrongOptions_ThrowsOneErrorThatNamesAllOfThem()
    {
        OptionsException error = Assert.Throws<OptionsException>(()
            => new Sized(new SizedOptions { Width = 0, Height = -1 }));
        Assert.Equal(["Width", "Height"], error.Problems.Select(problem => problem.Option));
        Assert.Equal("Sized: Width is 0: it must lie between 1 and 5; Height is -1: it must lie between 1 and 5",
            error.Message);
    }

    [Fact]
    public async Task Defaults_OfABlock_NeedNoUnitAndStartAtOnce()
    {
        var block = new Sized(new SizedOptions());
        Assert.Equal(UnitFlow.Unchanged, block.Units);
        Assert.Equal((null, null), (block.Units.Needs, block.Units.Gives));
        using var folder = new Pipeline3D.TestSupport.TempFolder();
        await block.StartAsync(new RunContext { Folder = new RunFolder(folder.Path) }, CancellationToken.None);
    }

    private sealed record SizedOptions : IBlockOptions
    {
        public int Width { get; init; } = 1;

        public int Height { get; init; } = 1;

        public void Validate(Problems problems)
        {
            problems.RequireRange(Width, 1, 5, nameof(Width));
            problems.RequireRange(Height, 1, 5, nameof(Height));
        }
    }

    private sealed class Sized(SizedOptions options) : TransformBlock3D<int, int>(options)
    {
        public override ValueTask<int> TransformAsync(int input, BlockContext context) => new(input);
    }
}
