using System.Collections.Immutable;
using System.Numerics;
using Pipeline3D.Testing.Conformance;

namespace Pipeline3D.Testing.Tests.Conformance;

public sealed class PayloadPrintTests
{
    private sealed record Box(string Name, float[] Values, Memory<int> Memory, object? Inner = null)
    {
        public ImmutableArray<int> Default { get; init; }

        public Span<int> Span => Memory.Span;
    }

    private static Box Make() => new("a", [1, float.NaN], new[] { 1, 2 }, new Vector3(1, 2, 3));

    [Fact]
    public void Of_EqualContent_IsEqual() => Assert.Equal(PayloadPrint.Of(Make()), PayloadPrint.Of(Make()));

    [Fact]
    public void Of_AnyPartChanged_Differs()
    {
        string[] prints =
        [
            PayloadPrint.Of(null), PayloadPrint.Of(Make()), PayloadPrint.Of(Make() with { Name = "b" }),
            PayloadPrint.Of(Make() with { Values = [1, 2] }), PayloadPrint.Of(Make() with { Values = [1] }),
            PayloadPrint.Of(Make() with { Memory = new[] { 1, 3 } }),
            PayloadPrint.Of(Make() with { Inner = new Vector3(1, 2, 4) }),
            PayloadPrint.Of(Make() with { Inner = Make() }),
            PayloadPrint.Of(Make() with { Default = [1] }), PayloadPrint.Of(0f), PayloadPrint.Of(-0f),
            PayloadPrint.Of(new float[] { 1 }), PayloadPrint.Of(new[] { 1 }), PayloadPrint.Of((1, 2)),
            PayloadPrint.Of((2, 1)), PayloadPrint.Of(new[] { "ab", "c" }), PayloadPrint.Of(new[] { "a", "bc" }),
        ];
        Assert.Equal(prints.Length, prints.Distinct().Count());
    }

    [Fact]
    public void Of_Circle_Ends()
    {
        var circle = new List<object>();
        circle.Add(circle);
        Assert.Equal(64, PayloadPrint.Of(circle).Length);
    }
}
