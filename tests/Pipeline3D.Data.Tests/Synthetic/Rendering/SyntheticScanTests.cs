using Pipeline3D.Data.Synthetic.Parts;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Tests.Synthetic.Rendering;

public sealed class SyntheticScanTests
{
    // Largest depth noise: 3e-4 / m at 0.55 m is 91 um; six of them.
    private const float Noise = 6 * 9.1e-5f;

    public static TheoryData<string, string> Defective
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (PartModel model in PartCatalog.All)
                foreach (string kind in model.Defects)
                    data.Add(model.Name, kind);
            return data;
        }
    }

    public static TheoryData<string> Names => [.. PartCatalog.All.Select(model => model.Name)];

    [Theory, MemberData(nameof(Defective))]
    public void Make_EveryKind_MaskIsWhatDiffersFromTheSoundTwin(string category, string kind)
    {
        SyntheticScan scan = Make(category, kind);
        int masked = 0, changed = 0;
        for (int pixel = 0; pixel < scan.Mask.Length; pixel++)
        {
            float z = scan.Reading.Xyz[3 * pixel + 2], sound = scan.Sound.Depth[pixel];
            if (scan.Mask[pixel] != 0)
            {
                masked++;
                changed += z == 0 || Math.Abs(z - sound) > 1e-4 ? 1 : 0;
                continue;
            }
            Assert.False(scan.Image.Differs(scan.Sound, pixel));
            if (z != 0)
                Assert.True(Math.Abs(z - sound) < Noise,
                    $"{category}/{kind}: pixel {pixel} is {z} m, its sound twin {sound} m");
        }
        // A defect covers 1 to 5 % of a part that fills 4 to 45 % of the image; a bend or an opening moves up to half
        // of it.
        Assert.InRange(masked / (double)scan.Mask.Length, 0.001, 0.15);
        if (kind == "color")
            Assert.All(Enumerable.Range(0, scan.Mask.Length),
                pixel => Assert.Equal(scan.Sound.Depth[pixel], scan.Image.Depth[pixel]));
        else
            Assert.True(changed > 0.5 * masked,
                $"{category}/{kind}: {changed} of {masked} pixels changed visibly in depth");
        Assert.Equal(kind == "combined" ? 2 : 1, scan.Mask.Where(id => id != 0).Distinct().Count());
        Assert.Equal(kind == "combined" ? 2 : 1, scan.Kinds.Distinct().Count());
    }

    [Theory, MemberData(nameof(Names))]
    public void Make_Good_IsAPartOnATableInMetresMostlyMeasured(string category)
    {
        SyntheticScan scan = Make(category, "good");
        float[] xyz = scan.Reading.Xyz;
        int valid = 0, raised = 0;
        for (int pixel = 0; pixel < scan.Mask.Length; pixel++)
        {
            (float x, float y, float z) = (xyz[3 * pixel], xyz[3 * pixel + 1], xyz[3 * pixel + 2]);
            if (z == 0)
            {
                Assert.Equal((0f, 0f), (x, y));
                continue;
            }
            valid++;
            Assert.InRange(z, 0.4f, 0.53f);
            Assert.InRange(Math.Abs(x), 0, 0.1f);
            Assert.InRange(Math.Abs(y), 0, 0.1f);
            raised += z < TableDepth(scan.Image, pixel) - 0.004f ? 1 : 0;
        }
        Assert.InRange(valid / (double)scan.Mask.Length, 0.9, 0.999);
        Assert.InRange(raised / (double)scan.Mask.Length, 0.03, 0.5);
        Assert.Empty(scan.Kinds);
        Assert.DoesNotContain(scan.Mask, id => id != 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void Make_TwoInstances_DifferByMoreThanNoise(string category)
    {
        SyntheticScan one = Make(category, "good"),
            two = SyntheticScan.Make(PartCatalog.Find(category), "good", 128, 1, "another");
        int different = Enumerable.Range(0, one.Mask.Length)
            .Count(pixel => Math.Abs(one.Image.Depth[pixel] - two.Image.Depth[pixel]) > Noise);
        Assert.True(different > 0.2 * one.Mask.Length, $"{category}: only {different} pixels differ");
    }

    [Theory]
    [InlineData("bagel", 800, 800, "combined contamination crack hole")]
    [InlineData("cable_gland", 400, 400, "bent cut hole thread")]
    [InlineData("carrot", 800, 800, "combined contamination crack cut hole")]
    [InlineData("cookie", 500, 500, "combined contamination crack hole")]
    [InlineData("dowel", 400, 400, "bent combined contamination cut")]
    [InlineData("foam", 900, 900, "color combined contamination cut")]
    [InlineData("peach", 600, 600, "combined contamination cut hole")]
    [InlineData("potato", 800, 800, "combined contamination cut hole")]
    [InlineData("rope", 900, 400, "contamination cut open")]
    [InlineData("tire", 600, 800, "combined contamination cut hole")]
    public void Catalog_Category_HasTheSizeAndDefectsOfTheOriginal(string category, int width, int height,
        string defects)
    {
        PartModel model = PartCatalog.Find(category);
        Assert.Equal((width, height), (model.FullWidth, model.FullHeight));
        Assert.Equal(defects.Split(' '), model.Defects);
    }

    [Fact]
    public void Of_FlatTable_HasTheDocumentedNoise()
    {
        SyntheticScan scan = Make("rope", "good");
        double[] errors = [.. Enumerable.Range(0, scan.Mask.Length).Where(pixel => scan.Reading.Xyz[3 * pixel + 2] != 0)
            .Select(pixel => (double)(scan.Reading.Xyz[3 * pixel + 2] - scan.Image.Depth[pixel]) / (
                scan.Image.Depth[pixel] * scan.Image.Depth[pixel]))];
        // Five standard errors of a standard deviation.
        Assert.Equal(3e-4, Math.Sqrt(errors.Average(e => e * e)), 3e-4 * 5 / Math.Sqrt(2.0 * errors.Length));
    }

    private static SyntheticScan Make(string category, string kind)
        => SyntheticScan.Make(PartCatalog.Find(category), kind, 128, 1, $"{category}/{kind}");

    // The table through three corners, where no part lies.
    private static float TableDepth(SurfaceImage image, int pixel)
    {
        (int width, int height) = (image.View.Width, image.View.Height);
        double u = pixel % width / (width - 1.0), v = pixel / width / (height - 1.0);
        double a = 1 / image.Depth[0], b = 1 / image.Depth[width - 1], c = 1 / image.Depth[(height - 1) * width];
        // Inverse depth of a plane is linear over the image.
        return (float)(1 / (a + u * (b - a) + v * (c - a)));
    }
}
