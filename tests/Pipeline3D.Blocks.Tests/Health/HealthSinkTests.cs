using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Tests.Health;

public sealed class HealthSinkTests : BlockTest
{
    [Fact]
    public async Task HealthSource_WhatTheSinkWrote_IsTheSameToTheLastDigit()
    {
        HealthProfiles profiles = await LearnAsync();
        await Sink().ConsumeAsync(profiles, ContextOf("t"));
        HealthProfiles read = await LoadAsync();
        Assert.Equal(profiles.Categories.Keys, read.Categories.Keys);
        HealthProfile expected = profiles.Categories["dome"], found = read.Categories["dome"];
        Assert.Equal((expected.Scans, expected.Unit, expected.IsOnGrid), (found.Scans, found.Unit, found.IsOnGrid));
        Assert.Equal(expected.Ranges, found.Ranges);
        Assert.Equal(["health.json"], Directory.EnumerateFiles(Run.Folder.Models).Select(Path.GetFileName));
    }

    [Fact]
    public async Task HealthSource_AnotherName_ReadsThatFile()
    {
        await Sink("part-health").ConsumeAsync(await LearnAsync(), ContextOf("t"));
        Assert.Single((await LoadAsync("part-health")).Categories);
        await Assert.ThrowsAsync<FileNotFoundException>(() => Source("health").StartAsync(Run, default).AsTask());
    }

    [Theory]
    [InlineData("{", "")]
    [InlineData("{}", "no categories")]
    [InlineData("""{"categories":{"a":null}}""", "'a'")]
    [InlineData("""{"categories":{"a":{"scans":3,"unit":"Parsec","is_on_grid":true,"ranges":{}}}}""", "")]
    [InlineData("""{"categories":{"a":{"scans":0,"unit":"Metre","is_on_grid":true,"ranges":{}}}}""", "'a'")]
    [InlineData("""{"categories":{"a":{"scans":3,"unit":"Metre","is_on_grid":true,"ranges":{}}}}""", "'reading_share'")]
    public async Task HealthSource_DamagedFile_IsRejected(string text, string said)
    {
        File.WriteAllText(Run.Folder.In("models", "health.json"), text);
        await RejectedAsync(() => LoadAsync(), RejectReason.BadFormat, said);
    }

    [Theory, InlineData("\"low\"", "\"high\"", "'reading_share'"),
        InlineData("\"spacing\"", "\"spacings\"", "'spacing'")]
    public async Task HealthSource_ChangedFile_NamesTheRange(string from, string to, string said)
    {
        await Sink().ConsumeAsync(await LearnAsync(), ContextOf("t"));
        string path = Run.Folder.In("models", "health.json");
        string text = File.ReadAllText(path);
        // Both ways round, so that low and high change places.
        File.WriteAllText(path, text.Replace(from, "\"?\"", StringComparison.Ordinal)
            .Replace(to, from, StringComparison.Ordinal).Replace("\"?\"", to, StringComparison.Ordinal));
        await RejectedAsync(() => LoadAsync(), RejectReason.BadFormat, "health.json", "'dome'");
        Assert.Contains(said, (await Assert.ThrowsAsync<ItemRejectedException>(() => LoadAsync())).Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthSource_NoFile_FailsBeforeAnythingRuns()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Source("health").StartAsync(Run, default)
            .AsTask());
        Assert.Contains("sink.health", error.Message, StringComparison.Ordinal);
        Assert.Contains("serve-without-health.yaml", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(""), InlineData("../x"), InlineData("models"), InlineData("a b")]
    public void Constructor_NameThatIsNone_Throws(string name)
    {
        Assert.Throws<OptionsException>(() => Sink(name));
        Assert.Throws<OptionsException>(() => Source(name));
    }

    private static HealthSink Sink(string name = "health") => new(new HealthSinkOptions { Name = name });

    private HealthSource Source(string name)
        => new(new HealthSourceOptions { Folder = Run.Folder.Models, Name = name });

    private async Task<HealthProfiles> LearnAsync()
    {
        var fit = new FitHealthFilter(new FitHealthOptions());
        for (int i = 0; i < 4; i++)
            await fit.AddAsync(HealthScans.Good(i), ContextOf($"{i}"));
        return await fit.CompleteAsync(Run, TestContext.Current.CancellationToken);
    }

    private async Task<HealthProfiles> LoadAsync(string name = "health")
    {
        await foreach (SourceEntry<HealthProfiles> entry in Source(name).ListAsync(Run, CancellationToken.None))
            return await entry.LoadAsync(ContextOf("t"));
        throw new InvalidOperationException("nothing is listed");
    }
}
