using Pipeline3D.Testing.Conformance;
using Pipeline3D.Testing.Running;
using Pipeline3D.Testing.Tests.Support;

namespace Pipeline3D.Testing.Tests.Conformance;

/// <summary>Sinks, reducers and sources that keep what they promise pass, and each rule catches one that does
/// not.</summary>
public sealed class EndConformanceTests
{
    private static ConformanceSuite<Signal, Signal> Tallies(TallyFault fault) => new(() => new Tally(fault), Signal.Of)
    {
        // The second is fine by itself, and not in its place.
        Unusual = [new("nothing", () => new Signal([]), Outcome.Rejected), new("too low", () => new Signal([-1]))],
    };

    private static ConformanceSuite<Signal, string> Heaps(HeapFault fault) => new(() => new Heaps(fault), Signal.Of)
    {
        Identify = index => BlockRunner.IdOf(index) with { Category = "abc"[index % 3].ToString() },
    };

    private static async Task CaughtAsync<TOut>(ConformanceSuite<Signal, TOut> suite, ConformanceRule rule,
        string part)
    {
        ConformanceException error = await Assert.ThrowsAsync<ConformanceException>(
            () => suite.CheckAsync(rule, TestContext.Current.CancellationToken));
        Assert.Equal(rule, Assert.Single(error.Breaches).Rule);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BlocksThatKeepTheirPromises_Pass()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await Tallies(TallyFault.None).CheckAsync(stop);
        await Heaps(HeapFault.None).CheckAsync(stop);
        await new ConformanceSuite<Signal, Signal>(() => new Numbered()).CheckAsync(stop);
    }

    [Fact]
    public async Task Check_EndThatPromisesNothing_IsNoBreachButWrongUse()
        => Assert.Contains("run it with BlockRunner", (await Assert.ThrowsAsync<ArgumentException>(()
            => new ConformanceSuite<Signal, Signal>(() => new CollectSink<Signal>(), Signal.Of).CheckAsync())).Message,
            StringComparison.Ordinal);

    [Fact]
    public Task Remembers_RecallThatForgets_IsCaught() => CaughtAsync(Tallies(TallyFault.ForgetsRecalled),
        ConformanceRule.Remembers, "the file values.txt differs");

    [Theory]
    [InlineData(nameof(TallyFault.TakesWhenContributing), "ContributeAsync must not change the block")]
    [InlineData(nameof(TallyFault.LooksWhenContributing), "gives other bytes")]
    [InlineData(nameof(TallyFault.RefusesTooEarly), "belongs into Recall")]
    [InlineData(nameof(TallyFault.RefusesTooLate), "when its contribution is recalled")]
    [InlineData(nameof(TallyFault.OtherBytes), "gives other bytes")]
    [InlineData(nameof(TallyFault.FileByTurn), "which is not there")]
    [InlineData(nameof(TallyFault.NoFile), "which is not there")]
    [InlineData(nameof(TallyFault.OtherFile), "the file each/test/00000.txt differs")]
    [InlineData(nameof(TallyFault.ForgetsRecalled), "and taken when its contribution is recalled")]
    public Task Contributes_BrokenTally_IsCaught(string fault, string part)
        => CaughtAsync(Tallies(Enum.Parse<TallyFault>(fault)), ConformanceRule.Contributes, part);

    [Theory]
    [InlineData(nameof(HeapFault.KeepsHalf), "differs from the one that was made")]
    [InlineData(nameof(HeapFault.LeavesBytes), "LoadProduct read")]
    public Task KeepsProduct_BrokenHeaps_AreCaught(string fault, string part)
        => CaughtAsync(Heaps(Enum.Parse<HeapFault>(fault)), ConformanceRule.KeepsProduct, part);

    [Theory]
    [InlineData(nameof(HeapFault.SumsOverAll), "other bytes than the product of all")]
    [InlineData(nameof(HeapFault.JoinsTheFirst), "other bytes than the product of all")]
    [InlineData(nameof(HeapFault.FailsOnNothing), "nothing came")]
    [InlineData(nameof(HeapFault.JoinsNothing), "throw InvalidOperationException")]
    [InlineData(nameof(HeapFault.GroupsByTurn), "another group at a second call")]
    public Task Groups_BrokenHeaps_AreCaught(string fault, string part)
        => CaughtAsync(Heaps(Enum.Parse<HeapFault>(fault)), ConformanceRule.Groups, part);

    [Theory]
    [InlineData(nameof(LocateFault.FindsNothing), "is listed, and not located")]
    [InlineData(nameof(LocateFault.AfterListingOnly), "is listed, and not located")]
    [InlineData(nameof(LocateFault.FindsAnything), "is located, and not listed")]
    [InlineData(nameof(LocateFault.OtherFiles), "is listed with the files file 0")]
    [InlineData(nameof(LocateFault.OtherPayload), "gives another payload")]
    [InlineData(nameof(LocateFault.OtherSize), "another size")]
    [InlineData(nameof(LocateFault.OtherInput), "of elsewhere")]
    public Task Locates_BrokenSource_IsCaught(string fault, string part) => CaughtAsync(
        new ConformanceSuite<Signal, Signal>(() => new Numbered(Enum.Parse<LocateFault>(fault))),
        ConformanceRule.Locates, part);
}
