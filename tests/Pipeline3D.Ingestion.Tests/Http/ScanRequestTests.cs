using System.Net;
using System.Text;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>What a request may hold, and what is refused of it.</summary>
public sealed class ScanRequestTests : ServiceTest
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0];

    [Fact]
    public async Task Post_FormWithColourAndTruth_KeepsTheThreeFilesUnderOurNames()
    {
        await using Door door = await Door.OpenAsync(Folder);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Ply), "xyz", "../../../etc/passwd" },
            { new ByteArrayContent(Png), "rgb", "a.png" },
            { new ByteArrayContent(Png), "gt", "b.png" },
        };
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", form, TestContext.Current.CancellationToken);
        Arrival arrival = (await door.ArrivalAsync())!;

        Assert.Equal(["arrival.json", "gt.png", "rgb.png", "xyz.ply"],
            Directory.GetFiles(door.Spooled.Single()).Select(Path.GetFileName).Order());
        Assert.Equal(("rgb.png", "gt.png"), (Path.GetFileName(arrival.Colour), Path.GetFileName(arrival.Truth)));
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Post_JpegAsColour_IsTakenAndAsTruthRefused()
    {
        await using Door door = await Door.OpenAsync(Folder);
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8];
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Ply), "xyz", "a.ply" }, { new ByteArrayContent(jpeg), "rgb", "a.jpg" },
        };
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", form, TestContext.Current.CancellationToken);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal("rgb.jpg", Path.GetFileName(arrival.Colour));
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);

        using var wrong = new MultipartFormDataContent
        {
            { new ByteArrayContent(Ply), "xyz", "a.ply" }, { new ByteArrayContent(jpeg), "gt", "a.jpg" },
        };
        using HttpResponseMessage refused = await door.Client.PostAsync("/scans", wrong,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Contains("changes values", await Text(refused), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xyz", "hello", "the coordinates are neither NPY, NPZ, PCD, PLY nor TIFF")]
    [InlineData("rgb", "ply\n", "rgb is neither JPEG, NPY, PNG nor TIFF")]
    [InlineData("gt", "hello", "gt is neither NPY, PNG nor TIFF")]
    public async Task Post_PartOfAnUnfitFormat_NamesTheFitOnes(string part, string body, string message)
    {
        await using Door door = await Door.OpenAsync(Folder);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.ASCII.GetBytes(body)), part } };
        using HttpResponseMessage refused = await door.Client.PostAsync("/scans", form,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Contains(message, await Text(refused), StringComparison.Ordinal);
        Assert.Empty(door.Spooled);
    }

    [Theory]
    [InlineData("", "", 400), InlineData("", "hello", 415), InlineData("?map=gif", "ply\n", 400)]
    [InlineData("?category=../x", "ply\n", 400), InlineData("?name=a/b", "ply\n", 400), InlineData("?x=1", "ply\n",
        400)]
    public async Task Post_WhatIsNoScan_IsRefusedAndLeavesNothing(string query, string body, int status)
    {
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { MaxWaiting = 1 });
        // Twice, with one place: a refused request must give its place back.
        for (int i = 0; i < 2; i++)
            Assert.Equal(status, (int)(await door.PostAsync(Encoding.ASCII.GetBytes(body), query)).StatusCode);
        Assert.Empty(door.Spooled);
        Assert.Equal(0, door.Intake.Accepted);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Post_BodyOverTheLimit_Is413(bool isDeclared)
    {
        await using Door door = await Door.OpenAsync(Folder, new IntakeOptions { MaxBody = 1000 });
        using var content = new StreamContent(new MemoryStream([.. Ply, .. new byte[200_000]]));
        if (!isDeclared)
            content.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/scans") { Content = content };
        request.Headers.TransferEncodingChunked = isDeclared ? null : true;
        using HttpResponseMessage answer = await door.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(door.Spooled);
    }

    [Theory]
    [InlineData("e\u0301tat")]
    [InlineData("\u0928\u093f\u0930\u0940\u0915\u094d\u0937\u0923"), InlineData("\U00020000\U0002A6D6")]
    [InlineData("\u0645\u06cc\u200c\u0634\u0648\u062f")]
    [InlineData("Tr\u00e4ger-4 _b.2"), InlineData("\u0e17\u0e35\u0e48")]
    public async Task Post_NameOfAnyScript_IsTaken(string name)
    {
        await using Door door = await Door.OpenAsync(Folder);
        Task<HttpResponseMessage> post = door.PostAsync(Ply, $"?name={Uri.EscapeDataString(name)}&category="
            + Uri.EscapeDataString(name));
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal(name, arrival.Id.Category);
        Assert.EndsWith($"_{name}", arrival.Id.Name, StringComparison.Ordinal);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Theory]
    [InlineData("a\u0000b"), InlineData("a\nb"), InlineData("\u202eevil"), InlineData("a\U0001F600"), InlineData("a/b")]
    [InlineData("a\\b"), InlineData("<b>"), InlineData("\uFFFD")]
    public async Task Post_NameOfOtherThanLetters_Is400(string name)
    {
        await using Door door = await Door.OpenAsync(Folder);
        Assert.Equal(400, (int)(await door.PostAsync(Ply, $"?name={Uri.EscapeDataString(name)}")).StatusCode);
    }

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate"), InlineData("zstd"), InlineData("identity, gzip")]
    public async Task Post_CodedBody_Is415AndNamed(string coding)
    {
        await using Door door = await Door.OpenAsync(Folder);
        using var body = new ByteArrayContent(Ply);
        body.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using HttpResponseMessage answer = await door.Client.PostAsync("/scans", body,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains($"Content-Encoding: {coding}", await Text(answer), StringComparison.Ordinal);
        using var part = new ByteArrayContent(Ply);
        part.Headers.TryAddWithoutValidation("Content-Transfer-Encoding", "base64");
        using var form = new MultipartFormDataContent { { part, "xyz", "a.ply" } };
        using HttpResponseMessage coded = await door.Client.PostAsync("/scans", form,
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, coded.StatusCode);
        Assert.Contains("Content-Transfer-Encoding: base64", await Text(coded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BodyCodedAsIdentity_IsTaken()
    {
        await using Door door = await Door.OpenAsync(Folder);
        using var body = new ByteArrayContent(Ply);
        body.Headers.TryAddWithoutValidation("Content-Encoding", "identity");
        Task<HttpResponseMessage> post = door.Client.PostAsync("/scans", body, TestContext.Current.CancellationToken);
        door.Score((await door.ArrivalAsync())!);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Post_WithoutACategory_TakesTheOnlyOneOrNamesAll()
    {
        await using Door door = await Door.OpenAsync(Folder);
        door.Intake.Serve(new ServedModel("bagel") { IsLoaded = true });
        Task<HttpResponseMessage> post = door.PostAsync(Ply);
        Arrival arrival = (await door.ArrivalAsync())!;
        Assert.Equal("bagel", arrival.Id.Category);
        door.Score(arrival);
        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);

        door.Intake.Serve(new ServedModel("potato") { IsLoaded = true });
        using HttpResponseMessage refused = await door.PostAsync(Ply);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("?category=, one of bagel, potato", await Text(refused), StringComparison.Ordinal);
    }
}
