using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Pictures on the command line, whatever their format.</summary>
public sealed class ReadPicturesTests : CliTest
{
    private static string Jpeg => Path.Combine(SharedFiles.RepositoryRoot,
        "tests/Pipeline3D.Data.Tests/Fixtures/jpeg/baseline.jpg");

    [Fact]
    public async Task Read_Jpeg_TheReadersPixels()
    {
        JsonElement json = await OpAsync("read", "--file", Jpeg, "--out", Folder["o.npy"]);
        RasterImage image = JpegReader.Read(Jpeg);
        NpyArray array = NpyReader.Read(Folder["o.npy"]);
        Assert.Equal([image.Height, image.Width, 3], array.Shape);
        Assert.Equal(image.Data, array.To<byte>());
        Assert.Equal("jpg", json.GetProperty("format").GetString());
    }

    [Fact]
    public async Task Info_Jpeg_IsAPicture()
        => Assert.Contains("JPG", await OkAsync("info", Jpeg), StringComparison.Ordinal);
}
