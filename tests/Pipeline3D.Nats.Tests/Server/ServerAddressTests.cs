using Pipeline3D.Nats.Server;

namespace Pipeline3D.Nats.Tests.Server;

/// <summary>Where a server is, and when it may be used.</summary>
public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("nats://head:4222", "nats://head:4222")]
    [InlineData("head", "nats://head:4222")]
    [InlineData("tls://user:secret@head:9", "tls://head:9")]
    public void ToString_Address_HoldsNoPassword(string text, string shown)
        => Assert.Equal(shown, ServerAddress.Parse(text).ToString());

    [Theory]
    [InlineData("http://head")]
    [InlineData("")]
    [InlineData("nats://head:4222/path")]
    public void Parse_NoAddress_SaysWhatToWrite(string text)
        => Assert.Contains("nats://head:4222", Assert.Throws<FormatException>(() => ServerAddress.Parse(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Parse_NoAddressWithAPassword_DoesNotTellIt()
        => Assert.DoesNotContain("secret",
            Assert.Throws<FormatException>(() => ServerAddress.Parse("http://user:secret@head")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("nats://127.0.0.1:4222", true)]
    [InlineData("nats://localhost", true)]
    [InlineData("nats://[::1]:4222", true)]
    [InlineData("nats://head", false)]
    [InlineData("nats://user:secret@head", false)]
    [InlineData("tls://head", false)]
    [InlineData("tls://user:secret@head", true)]
    public void Problem_BeyondThisMachine_NeedsTlsAndCredentials(string address, bool mayBeUsed)
    {
        string? problem = ServerAddress.Parse(address).Problem();

        Assert.Equal(mayBeUsed, problem is null);
        if (!mayBeUsed)
            Assert.Contains("--insecure", problem, StringComparison.Ordinal);
        Assert.Null((ServerAddress.Parse(address) with { IsInsecureAllowed = true }).Problem());
    }

    [Fact]
    public void Problem_CredentialsThatAreNotThere_AreNamed()
        => Assert.Contains("/no/such.creds",
            (ServerAddress.Parse("nats://127.0.0.1") with { Credentials = "/no/such.creds" }).Problem(),
            StringComparison.Ordinal);
}
