using Pipeline3D.Ingestion.Http;
using Pipeline3D.Ingestion.Tests.Support;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Ingestion.Tests.Http;

public sealed class WrongKeysTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly KeptLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Count_ManyWithinAMinute_IsTheFirstLineAndOneAMinuteWithANumber()
    {
        using var keys = new WrongKeys(_time, _log);
        for (int i = 0; i < 300; i++)
            keys.Count($"10.0.0.{i % 7}");
        Assert.Equal(["Requests with a wrong key since the last such line: 1; the newest from 10.0.0.0."],
            _log.Warnings);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.EndsWith("line: 299; the newest from 10.0.0.5.", _log.Warnings[^1], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _log.Warnings.Length);
        keys.Count("10.0.0.9");
        Assert.Equal(3, _log.Warnings.Length);
    }

    [Fact]
    public void Dispose_WithUntoldOnes_TellsThem()
    {
        using (var keys = new WrongKeys(_time, _log))
        {
            keys.Count("a");
            keys.Count("b");
        }
        Assert.Equal(2, _log.Warnings.Length);
    }

    [Fact]
    public async Task Count_FromManyThreads_LosesNone()
    {
        using (var keys = new WrongKeys(_time, _log))
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 1000; i++)
                    keys.Count("x");
            })));
        Assert.Equal(8000, _log.Warnings.Sum(line => int.Parse(line.Split(": ")[1].Split(';')[0],
            System.Globalization.CultureInfo.InvariantCulture)));
    }
}
