using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Ingestion.Tests.Intake;

/// <summary>What the service says of a run that gives no answers.</summary>
public sealed class ScanIntakeTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Degraded_ScansWaitAndNoneIsAnsweredForTwoMinutes_SaysSoUntilOneIs()
    {
        using var intake = new ScanIntake(10, _time);
        _time.Advance(TimeSpan.FromHours(1)); // in which nothing came
        Task<ScanAnswer>[] answers = [Accept(intake, "a"), Accept(intake, "b")];
        Assert.Equal(2, intake.Waiting);
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.Empty(intake.Degraded);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2 scans wait and none was answered for 120 seconds; if that goes on, restart the service: they "
            + "are kept", intake.Degraded["run"]);

        intake.End(Id("a"), AnswerKind.Stopped);
        await answers[0];
        Assert.Empty(intake.Degraded);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.StartsWith("1 scans wait", intake.Degraded["run"], StringComparison.Ordinal);
        intake.End(Id("b"), AnswerKind.Stopped);
        await answers[1];
        Assert.Empty(intake.Degraded);
    }

    [Fact]
    public void Degraded_NothingWaits_IsWellHoweverLongNothingCame()
    {
        using var intake = new ScanIntake(10, _time);
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Empty(intake.Degraded);
    }

    private static ItemId Id(string name) => new("live", "bagel", "", "", name);

    private static Task<ScanAnswer> Accept(ScanIntake intake, string name)
    {
        Assert.True(intake.TryReserve());
        return intake.Accept(new Arrival(Id(name), name, name), MapFormat.None, "http", _ => Task.CompletedTask);
    }
}
