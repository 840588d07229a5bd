using System.Diagnostics;
using System.IO.Compression;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Tests.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Fuzzing;

/// <summary>A reader given a damaged file returns a result or a <see cref="FormatException3D"/>: nothing else is
/// thrown, no file makes it allocate or run without bound.</summary>
/// <remarks>20,000 files of each format in the long run; PIPELINE3D_FUZZ sets another number.</remarks>
public sealed class FormatFuzzTests
{
    private const int Seed = 20_260_101;

    private static readonly FormatLimits Limits = new()
    {
        MaxDimension = 4096, MaxPixels = 1 << 20, MaxPoints = 1 << 20, MaxDecodedBytes = 16 << 20,
            MaxHeaderBytes = 1 << 16,
    };

    private static readonly long MaxAllocated = 64L << 20;

    // A seed file takes well under a millisecond; a second means a loop that the file controls.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Formats =>
        ["tiff", "tiff-pictures", "jpeg", "png", "pcd", "ply", "obj", "off", "xyz", "npy", "npz"];

    [Theory, MemberData(nameof(Formats))]
    public void Parse_DamagedFiles_GiveAResultOrAFormatException(string format)
    {
        byte[][] seeds = SeedsOf(format);
        FormatParser<object> parse = ParserOf(format);
        foreach (byte[] seed in seeds)
            Assert.NotNull(parse(seed, "seed", Limits));
        int count = Soak.Repetitions(20_000, "PIPELINE3D_FUZZ");
        int accepted = 0;
        for (int i = 0; i < count; i++)
        {
            // Codecs are reached by files whose headers are left alone.
            byte[] file = format is "tiff-pictures" or "jpeg" && i % 2 == 0
                ? Mutator.ChangeBytes(seeds, new Random(Seed + i)) : Mutator.Mutate(seeds, new Random(Seed + i));
            if (format == "png" && i % 2 == 0)
                PngBuilder.FixChecksums(file);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            try
            {
                parse(file, "damaged", Limits);
                accepted++;
            }
            catch (FormatException3D)
            {
            }
            catch (Exception wrong)
            {
                Assert.Fail($"{format}, seed {Seed + i}: {wrong}");
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= MaxAllocatedFor(format, file),
                $"{format}, seed {Seed + i}: {allocated} bytes for a file of {file.Length}");
            Assert.True(Stopwatch.GetElapsedTime(start) < MaxTime,
                $"{format}, seed {Seed + i}: {Stopwatch.GetElapsedTime(start)}");
        }
        Assert.True(accepted < count, $"{format}: no damaged file was refused");
    }

    // A TIFF costs its image, what LibTiff keeps beside it, and the tables of its codecs; never what a tag only claims.
    private static long MaxAllocatedFor(string format, byte[] file)
    {
        if (!format.StartsWith("tiff", StringComparison.Ordinal))
            return MaxAllocated;
        try
        {
            TiffLayout layout = TiffSource.Open(file, "damaged", Limits).Layout;
            return (1L << 20) + (4L * file.Length)
                + (6L * layout.Width * layout.Height * layout.Channels * layout.TargetBytes);
        }
        catch (FormatException3D)
        {
            return 1L << 20;
        }
    }

    private static FormatParser<object> ParserOf(string format) => format switch
    {
        "tiff" or "tiff-pictures" => TiffReader.Parse,
        "jpeg" => JpegReader.Parse,
        "png" => PngReader.Parse,
        "pcd" => PcdReader.Parse,
        "ply" => PlyReader.Parse,
        "obj" => ObjReader.Parse,
        "off" => OffReader.Parse,
        "xyz" => (file, path, limits) => XyzReader.Parse(file, path, limits),
        "npy" => NpyReader.Parse,
        _ => NpzReader.Parse,
    };

    private static byte[][] SeedsOf(string format)
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(30, seed: 8, triangles: true);
        switch (format)
        {
            case "tiff":
                TiffWriter.WriteFloat(folder["a"], 5, 4, 3, new float[60]);
                return [File.ReadAllBytes(folder["a"]), TiffBuilder.Big8(6, 5, new byte[30]),
                    TiffBuilder.Gray8(8, 8, Deflated(new byte[1024]), (TiffTag.Compression, 8),
                        (TiffTag.Predictor, 3), (TiffTag.BitsPerSample, 64), (TiffTag.SampleFormat, 3),
                            (TiffTag.SamplesPerPixel, 2)),
                    TiffBuilder.RowsAsPages(3, 4, 3, new float[36]),
                    TiffBuilder.Gray8(30, 20, TiffBuilder.LzwOfZeros(600), (TiffTag.Compression, 5)),
                    TiffBuilder.Gray8(30, 20, Deflated(new byte[600]), (TiffTag.Compression, 8),
                        (TiffTag.Predictor, 2)),
                    TiffBuilder.Gray8(16, 16, [0x81, 7, 0x81, 9], (TiffTag.Compression, 32773),
                        (TiffTag.TileWidth, 16), (TiffTag.TileLength, 16))];
            case "tiff-pictures":
                return FilesOf(LibTiffDecoderTests.Fixtures, "*.tif");
            case "jpeg":
                return FilesOf(JpegReaderTests.Fixtures, "*.jpg");
            case "png":
                return [PngBuilder.Image(9, 5, 2, 8, new byte[135]), PngBuilder.Image(8, 8, 0, 16, new byte[128]),
                    PngBuilder.Palette(8, 4, [1, 2, 3, 4, 5, 6], [9], new byte[4], depth: 1)];
            case "pcd":
                return [.. Enum.GetValues<PcdEncoding>().Select(encoding =>
                    Written(folder, path => PcdWriter.Write(path, cloud, encoding)))];
            case "ply":
                return [.. Enum.GetValues<PlyEncoding>().Select(encoding =>
                    Written(folder, path => PlyWriter.Write(path, cloud, encoding)))];
            case "obj":
                return [Written(folder, path => ObjWriter.Write(path, cloud)),
                    "v 0 0 0 1 1 1\nf -1 \\\n1 1/1/1\nvn 0 0 1\n"u8.ToArray()];
            case "off":
                return [Written(folder, path => OffWriter.Write(path, cloud)),
                    "# c\nOFF4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3 .5\n"u8.ToArray()];
            case "xyz":
                return [Written(folder, path => XyzWriter.Write(path, cloud)),
                    "x,y,z,l\n3\n1,2,3,0\n4;5;6;1\n"u8.ToArray()];
            case "npy":
                return [Written(folder, path => NpyWriter.Write<float>(path, cloud.Points.ToInterleaved(), 30, 3)),
                    Written(folder, path => NpyWriter.Write<long>(path, [1, 2, 3], 3))];
            default:
                byte[] array = Written(folder, path => NpyWriter.Write<float>(path, new float[300], 100, 3));
                return [Zipped(array, CompressionLevel.NoCompression), Zipped(array, CompressionLevel.Optimal)];
        }
    }

    private static byte[][] FilesOf(string folder, string pattern)
        => [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static byte[] Written(TempFolder folder, Action<string> write)
    {
        write(folder["seed"]);
        return File.ReadAllBytes(folder["seed"]);
    }

    private static byte[] Deflated(byte[] data)
    {
        using var target = new MemoryStream();
        using (var packed = new ZLibStream(target, CompressionLevel.Optimal))
            packed.Write(data);
        return target.ToArray();
    }

    private static byte[] Zipped(byte[] array, CompressionLevel level)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
            foreach (string name in (string[])["a.npy", "b.npy"])
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(array);
            }
        return target.ToArray();
    }
}
