using Pipeline3D.Core.Live;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Core.Tests.Live;

public sealed class IntakeOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1", "", 0), InlineData("::1", "", 0), InlineData("0.0.0.0", "", 1)]
    [InlineData("0.0.0.0", "key.txt", 0), InlineData("192.168.1.7", "", 1), InlineData("example.org", "", 1)]
    public void Validate_AddressThatOthersReach_AsksForAKey(string address, string key, int expected)
    {
        var problems = new Problems();
        new IntakeOptions { Address = address, ApiKeyFile = key }.Validate(problems);
        Assert.Equal(expected, problems.Found.Count);
    }

    [Fact]
    public void Validate_NumbersOutOfRange_NamesEach()
    {
        var problems = new Problems();
        new IntakeOptions { Port = 70000, MaxBody = 1, MaxWaiting = 0, Settle = TimeSpan.FromDays(1) }
            .Validate(problems);
        Assert.Equal(["MaxBody", "MaxWaiting", "Port", "Settle"], problems.Found.Select(problem => problem.Option)
            .Order());
    }
}
