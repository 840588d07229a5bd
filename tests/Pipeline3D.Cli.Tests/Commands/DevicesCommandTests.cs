using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;

namespace Pipeline3D.Cli.Tests.Commands;

public sealed class DevicesCommandTests : CliTest
{
    [Fact]
    public async Task Devices_OnAnyMachine_NamesEachKindAndWhyItIsMissing()
    {
        string text = await OkAsync("devices");
        Assert.Matches("(?m)^cpu +[0-9]+ cores", text);
        Assert.Matches("(?m)^cuda(:0 +[^ ]|  +not available: .{20,})", text);
        Assert.Matches("(?m)^opencl(:0 +[^ ]|  +not available: .{20,})", text);
        Assert.Matches("(?m)^emulator ", text);
        Assert.Matches("(?m)^libtorch +(libtorch [^ ]+ in .+, [0-9]+ threads|not available: .{20,})", text);
    }

    [Fact]
    public async Task Devices_AsJson_SaysTheSame()
    {
        using JsonDocument json = JsonDocument.Parse(await OkAsync("devices", "--json"));
        JsonElement cores = json.RootElement.EnumerateArray().First();
        Assert.Equal("cpu", cores.GetProperty("name").GetString());
        Assert.True(cores.GetProperty("available").GetBoolean());
        Assert.All(json.RootElement.EnumerateArray(), device => Assert.Equal(
            device.GetProperty("available").GetBoolean(),
            device.GetProperty("problem").ValueKind == JsonValueKind.Null));
    }
}
