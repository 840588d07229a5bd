using System.Collections.Immutable;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Core.Tests.Options;

public sealed class OptionRecordTests
{
    public enum Word { FirstWord, Second }

    public record Base : IBlockOptions
    {
        public Length Reach { get; init; } = Length.Metres(0.1f);

        public void Validate(Problems problems) => problems.Require(Reach > Length.Zero, nameof(Reach), Reach,
            "must be greater than 0");
    }

    public sealed record Sample : Base
    {
        public double Share { get; init; } = 1.0 / 3;

        public int? Seed { get; init; }

        public Word Kind { get; init; }

        public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(250);

        public ImmutableArray<string> Names { get; init; } = ["a", "b"];

        public string Path { get; init; } = "";
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToTheLastBit()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            var options = new Sample
            {
                Reach = Length.Metres(random.NextSingle() * MathF.Pow(10, random.Next(-6, 2)) + 1e-9f),
                Share = random.NextDouble(), Seed = i % 3 == 0 ? null : random.Next(), Kind = (Word)(i % 2),
                Pause = TimeSpan.FromMilliseconds(random.Next(5000)), Names = [.. Enumerable.Repeat("x", i % 4)],
            };
            Sample read = OptionRecord.Read<Sample>(OptionRecord.Write(options));
            Assert.Equal(options with { Names = [] }, read with { Names = [] });
            Assert.Equal(options.Names, read.Names);
        }
    }

    [Fact]
    public void Write_Properties_BasesFirstAndByTheirNamesInFiles()
    {
        Assert.Equal(["Reach", "Share", "Seed", "Kind", "Pause", "Names", "Path"],
            OptionRecord.PropertiesOf(typeof(Sample)).Select(property => property.Name));
        ImmutableSortedDictionary<string, string> texts = OptionRecord.Write(new Sample());
        Assert.Equal(("first-word", "[a, b]", "0.1 m", ""), (texts["kind"], texts["names"], texts["reach"],
            texts["seed"]));
    }

    [Theory]
    [InlineData("shore", "1", "no option 'shore'")]
    [InlineData("share", "much", "share is 'much', which is no number")]
    public void Read_WrongText_SaysWhat(string name, string text, string said) => Assert.Contains(said,
        Assert.Throws<FormatException>(() => OptionRecord.Read<Sample>(new Dictionary<string, string>
        {
            [name] = text,
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ValueThatCannotWork_SaysTheRule() => Assert.Contains("must be greater than 0",
        Assert.Throws<OptionsException>(() => OptionRecord.Read<Sample>(new Dictionary<string, string>
        {
            ["reach"] = "0 m",
        })).Message, StringComparison.Ordinal);
}
