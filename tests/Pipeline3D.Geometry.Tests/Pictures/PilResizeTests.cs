using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Pictures;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests.Pictures;

public sealed class PilResizeTests
{
    [Theory, InlineData(32), InlineData(64)]
    public void Resize_OfAPictureBicubic_IsWhatPilGives(int size)
    {
        NpyArray picture = SharedFiles.OracleArray("pointad/clip_pil_rgb.npy");
        byte[] found = PilResize.Resize((byte[])picture.Data, (picture.Shape[1], picture.Shape[0]), (size, size), 3,
            PilFilter.Bicubic);
        Assert.Equal((byte[])SharedFiles.OracleArray($"pointad/clip_pil_bicubic_{size}.npy").Data, found);
    }

    [Fact]
    public void Resize_OfAMaskBilinear_IsWhatPilGives()
    {
        NpyArray mask = SharedFiles.OracleArray("pointad/clip_pil_mask.npy");
        byte[] found = PilResize.Resize((byte[])mask.Data, (50, 50), (32, 32), 1, PilFilter.Bilinear);
        byte[] wanted = (byte[])SharedFiles.OracleArray("pointad/clip_pil_mask_32.npy").Data;
        Assert.Equal([.. wanted.Select(value => value != 0)], [.. found.Select(value => value > .5 * 255)]);
    }

    public static TheoryData<int, int, int, int, int> Sizes => new()
    {
        { 37, 23, 11, 40, 1 }, { 37, 23, 11, 40, 3 }, { 5, 4, 9, 4, 3 }, { 5, 4, 5, 9, 1 }, { 40, 40, 7, 7, 2 },
        { 1, 1, 5, 3, 3 }, { 64, 3, 2, 2, 4 }, { 9, 9, 9, 9, 3 }, { 300, 2, 1, 1, 1 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Resize_OfAnySize_IsTheFormulaPixelByPixel(int width, int height, int toWidth, int toHeight,
        int channels)
    {
        byte[] picture = Noise(width * height * channels, seed: width * 31 + channels);
        foreach (PilFilter filter in Enum.GetValues<PilFilter>())
        {
            byte[] found = PilResize.Resize(picture, (width, height), (toWidth, toHeight), channels, filter);
            byte[] rows = Axis(picture, height, width, toWidth, channels, filter);
            // The columns are the rows of the picture turned, a row of pixels being one of as many channels.
            Assert.Equal(Axis(rows, 1, height, toHeight, toWidth * channels, filter), found);
        }
    }

    [Fact]
    public void Resize_OfAnEvenPicture_StaysEven()
    {
        byte[] even = [.. Enumerable.Repeat((byte)201, 19 * 17 * 3)];
        Assert.All(PilResize.Resize(even, (19, 17), (40, 5), 3, PilFilter.Bicubic),
            value => Assert.InRange(value, 200, 202));
    }

    [Fact]
    public void Resize_AgainIntoTheSameMemory_TakesNone()
    {
        byte[] picture = Noise(200 * 150 * 3, seed: 5), into = new byte[64 * 48 * 3];
        PilResize.Resize(picture, (200, 150), into, (64, 48), 3, PilFilter.Bicubic);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PilResize.Resize(picture, (200, 150), into, (64, 48), 3, PilFilter.Bicubic);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, InlineData(0, 4, 1), InlineData(4, 4, 3), InlineData(4, 4, 0)]
    public void Resize_OfBytesThatFillNoPicture_IsRefused(int width, int height, int channels)
        => Assert.Contains("do not fill", Assert.Throws<ArgumentException>(() => PilResize.Resize(new byte[16],
            (width, height), (2, 2), channels, PilFilter.Bicubic)).Message, StringComparison.Ordinal);

    // The definition, one pixel after the other.
    private static byte[] Axis(byte[] picture, int rows, int size, int wanted, int channels, PilFilter filter)
    {
        if (size == wanted)
            return picture;
        double scale = (double)size / wanted, reach = Math.Max(scale, 1),
            support = reach * (filter == PilFilter.Bicubic ? 2 : 1);
        var result = new byte[rows * wanted * channels];
        for (int x = 0; x < wanted; x++)
        {
            double centre = (x + .5) * scale;
            int first = Math.Max(0, (int)(centre - support + .5)), end = Math.Min(size, (int)(centre + support + .5));
            double[] weights = [.. Enumerable.Range(first, end - first)
                .Select(i => Filter(Math.Abs((i - centre + .5) / reach)))];
            double sum = weights.Sum();
            long[] whole = [.. weights.Select(weight
                => (long)Math.Round(weight / sum * (1 << 22), MidpointRounding.AwayFromZero))];
            for (int row = 0; row < rows; row++)
                for (int channel = 0; channel < channels; channel++)
                {
                    long total = (1 << 21) + whole.Select((weight, i)
                        => weight * picture[(((row * size) + first + i) * channels) + channel]).Sum();
                    result[(((row * wanted) + x) * channels) + channel] = (byte)Math.Clamp(total >> 22, 0, 255);
                }
        }
        return result;

        double Filter(double x) => filter == PilFilter.Bilinear ? Math.Max(0, 1 - x)
            : x < 1 ? (1.5 * x - 2.5) * x * x + 1
            : x < 2 ? -.5 * (((x - 5) * x + 8) * x - 4) : 0;
    }

    private static byte[] Noise(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
