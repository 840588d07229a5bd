using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

/// <summary>Two readers that know nothing of each other agree on every file that both read.</summary>
public sealed class TiffOracleTests
{
    [Fact]
    public void Read_EveryFileThatLibTiffReadsToo_IsBitEqual()
    {
        string[] files = [.. Directory.GetFiles(SharedFiles.Data("tiff"), "*.tif*"),
            .. Directory.GetFiles(SharedFiles.Oracle("."), "tiff_*.tiff"),
            .. Directory.GetFiles(LibTiffDecoderTests.Fixtures, "*.tif")];
        var alone = new List<string>();
        int both = 0;
        foreach (string file in files)
        {
            RasterImage? theirs = LibTiffOracle.Read(file);
            if (theirs is null)
            {
                alone.Add(Path.GetFileName(file));
                continue;
            }
            RasterImage ours = TiffReader.Read(file);
            Assert.Equal((theirs.Width, theirs.Height, theirs.Channels, theirs.Type),
                (ours.Width, ours.Height, ours.Channels, ours.Type));
            Assert.True(theirs.Data.AsSpan().SequenceEqual(ours.Data), $"{file} differs");
            both++;
        }
        // LibTiff takes a type of the first for another, and has no way from planar CMYK to RGB.
        Assert.Equal(["irs_bigtiff_BigTIFFMotorola.tif", "cmyk-planar.tif"],
            alone.Where(name => !name.StartsWith("malformed_", StringComparison.Ordinal)));
        Assert.Equal(files.Length - alone.Count, both);
    }
}
