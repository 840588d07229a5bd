using System.Diagnostics;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Tests.Formats;
using Pipeline3D.TestSupport;
using SamplePlugin;

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

    // Ours and a plug-in's: who is found by its attribute is fuzzed, and fails here without a seed.
    private static readonly ScanFormats All = ScanFormats.Own.Add(typeof(HeightMapFormat).Assembly);

    public static TheoryData<string> Formats => [.. All.All.Select(format => format.Title), "TIFF pictures"];

    [Theory, MemberData(nameof(Formats))]
    public void Parse_DamagedFiles_GiveAResultOrAFormatException(string format)
    {
        byte[][] seeds = FormatSeeds.Of(format);
        IScanFormat reader = ReaderOf(format);
        foreach (byte[] seed in seeds)
            Assert.True(Parse(reader, seed), $"a seed of {format} is refused");
        int count = Soak.Repetitions(20_000, "PIPELINE3D_FUZZ");
        int accepted = 0;
        for (int i = 0; i < count; i++)
        {
            // Codecs are reached by files whose headers are left alone.
            byte[] file = format is "TIFF pictures" or "JPEG" && i % 2 == 0
                ? Mutator.ChangeBytes(seeds, new Random(Seed + i)) : Mutator.Mutate(seeds, new Random(Seed + i));
            if (format == "PNG" && i % 2 == 0)
                PngBuilder.FixChecksums(file);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            try
            {
                accepted += Parse(reader, file) ? 1 : 0;
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
        if (!format.StartsWith("TIFF", StringComparison.Ordinal))
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

    private static IScanFormat ReaderOf(string format)
        => All.Find("a" + All.All.Single(info => info.Title == format.Split(' ')[0]).Extensions[0])!;

    // Everything that a stranger's bytes can reach: the look at the first ones, the size that is declared, the cloud,
    // the image. Whether any of them is accepted. Each must be cheap, so that they are together.
    private static bool Parse(IScanFormat format, byte[] file)
    {
        if (format is ISniffedFormat sniffed)
            sniffed.Sniff(file.AsSpan(0, Math.Min(file.Length, IScanFormats.SniffBytes)));
        bool accepted = false;
        foreach (Action parse in (Action[])[
            () => format.DeclaredBytes(new FilePeek(file), "damaged", Limits),
            () => accepted |= (format as ICloudFormat)?.Parse(file, "damaged", Limits) is not null,
            () => accepted |= (format as IImageFormat)?.ParseImage(file, "damaged", Limits) is not null])
            try
            {
                parse();
            }
            catch (FormatException3D)
            {
                // The answer that a damaged file must get.
            }
        return accepted;
    }
}
