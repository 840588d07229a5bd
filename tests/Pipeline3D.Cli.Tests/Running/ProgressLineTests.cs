using Pipeline3D.Cli.Running;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Cli.Tests.Running;

public sealed class ProgressLineTests
{
    [Theory]
    [InlineData(42, 100L, 1, 10.0, "42/100 items  42%  4.2/s  ETA 0:13  1 dead")]
    [InlineData(0, 100L, 0, 0.0, "0/100 items  0%  0.0/s  ETA ?  0 dead")]
    [InlineData(7, null, 0, 2.0, "7 items  3.5/s  ETA ?  0 dead")]
    [InlineData(0, 0L, 0, 1.0, "0/0 items  100%  0.0/s  ETA ?  0 dead")]
    [InlineData(1, 3601L, 2, 1.0, "1/3601 items  0%  1.0/s  ETA 60:00  2 dead")]
    public void Format_Progress_IsOneShortLine(long ended, long? total, long dead, double seconds, string expected)
        => Assert.Equal(expected, ProgressLine.Format(new RunProgress(ended, total, dead, 0, 0,
            TimeSpan.FromSeconds(seconds))));

    [Fact]
    public void Report_OnATerminal_RenewsOneLineAndEndsIt()
    {
        using var error = new StringWriter();
        var line = new ProgressLine(new CliConsole(TextWriter.Null, error, IsInteractive: true));
        line.Report(new RunProgress(1, 2, 0, 1, 0, TimeSpan.FromSeconds(1)) { Status = "epoch 3 of 9" });
        line.Report(new RunProgress(2, 2, 0, 0, 0, TimeSpan.FromSeconds(1)) { Status = "epoch 9", HasEnded = true });

        Assert.Equal($"\r{"1/2 items  50%  1.0/s  ETA 0:01  0 dead  epoch 3 of 9",-78}"
            + $"\r{"2/2 items  100%  2.0/s  ETA 0:00  0 dead",-78}{Environment.NewLine}", error.ToString());
    }

    [Fact]
    public void Report_ToAFile_IsOneLineEach()
    {
        using var error = new StringWriter();
        var line = new ProgressLine(new CliConsole(TextWriter.Null, error, IsInteractive: false));
        line.Report(new RunProgress(2, 2, 0, 0, 0, TimeSpan.FromSeconds(1)) { HasEnded = true });

        Assert.Equal($"2/2 items  100%  2.0/s  ETA 0:00  0 dead{Environment.NewLine}", error.ToString());
    }
}
