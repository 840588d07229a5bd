using System.Net;
using System.Net.Http.Headers;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Tests.Support;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>Addresses, methods, keys, other sites, and what /health says.</summary>
public sealed class ServiceAccessTests : ServiceTest
{
    [Fact]
    public async Task Post_BeforeTheRunReads_Is503_AndHealthSaysStarting()
    {
        await using Door door = await Door.OpenAsync(Folder, isReading: false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await door.PostAsync(Ply)).StatusCode);
        using HttpResponseMessage health = await door.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("\"status\":\"starting\"", await Text(health), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_WrongOrMissing_Is401_RightByHeaderOrPassword()
    {
        File.WriteAllText(Folder["key"], "0123456789abcdef\n");
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { ApiKeyFile = Folder["key"] });
        Assert.Equal(HttpStatusCode.Unauthorized, (await door.PostAsync(Ply)).StatusCode);
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdeF");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(door, "/"));
        using (HttpResponseMessage wrong = await door.PostAsync(Ply))
            Assert.Contains("\"wrong_key\"", await Text(wrong), StringComparison.Ordinal);
        door.Client.DefaultRequestHeaders.Remove("X-Api-Key");
        using (HttpResponseMessage none = await door.PostAsync(Ply))
            Assert.Contains("\"no_key\"", await Text(none), StringComparison.Ordinal);
        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/metrics"));
        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdeF");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(door, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/health"));
        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String("any:0123456789abcdef"u8));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/"));
        door.Client.DefaultRequestHeaders.Authorization = null;
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(door, "/metrics"));
    }

    [Fact]
    public async Task Key_WrongManyTimes_IsOneLineOfTheLog()
    {
        File.WriteAllText(Folder["key"], "0123456789abcdef\n");
        var log = new KeptLog();
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { ApiKeyFile = Folder["key"] },
            log: log);
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdeF");
        for (int i = 0; i < 300; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(door, "/metrics"));
        Assert.Single(log.Warnings, line => line.Contains("wrong key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_OfADegradedService_SaysWhyToThoseWithTheKey()
    {
        File.WriteAllText(Folder["key"], "0123456789abcdef\n");
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { ApiKeyFile = Folder["key"] });
        door.Intake.Troubles.Say("watched folder", "/secret/place is not there");
        string stranger = await door.Client.GetStringAsync("/health", TestContext.Current.CancellationToken);
        Assert.Contains("\"status\":\"degraded\",\"degraded\":{\"watched folder\":", stranger,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stranger, StringComparison.Ordinal);
        door.Client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef");
        Assert.Contains("/secret/place is not there", await door.Client.GetStringAsync("/health",
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
        door.Intake.Troubles.Say("watched folder", "");
        Assert.Contains("\"status\":\"ok\"", await door.Client.GetStringAsync("/health",
            TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/scans", "POST"), InlineData("OPTIONS", "/scans", "POST"), InlineData("PUT", "/scans", "POST")]
    [InlineData("POST", "/health", "GET, HEAD"), InlineData("DELETE", "/", "GET, HEAD")]
    [InlineData("POST", "/metrics", "GET, HEAD"), InlineData("OPTIONS", "/live/state", "GET, HEAD")]
    public async Task Request_OfAnotherMethod_Is405AndSaysWhichAreAllowed(string method, string path, string allowed)
    {
        await using Door door = await Door.OpenAsync(Folder);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await door.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("Host", "evil.example"), InlineData("Origin", "http://evil.example"), InlineData("Origin", "null")]
    public async Task Request_OfAnotherSite_Is403(string header, string value)
    {
        await using Door door = await Door.OpenAsync(Folder);
        door.Client.DefaultRequestHeaders.Add(header, value);
        Assert.Equal(HttpStatusCode.Forbidden, (await door.PostAsync(Ply)).StatusCode);
    }

    [Theory]
    [InlineData("/live/state", 200), InlineData("/live/cloud/7", 200), InlineData("/live/cloud/8", 404)]
    [InlineData("/live/cloud/x", 404), InlineData("/metrics", 200), InlineData("/", 200), InlineData("/scans", 405)]
    [InlineData("/nowhere", 404)]
    public async Task Get_Address_AnswersAsDocumented(string path, int status)
    {
        await using Door door = await Door.OpenAsync(Folder);
        Assert.Equal(status, (int)await StatusAsync(door, path));
    }
}
