using Pipeline3D.Detection.ClipTiny;

namespace Pipeline3D.Detection.Tests.ClipTiny;

public sealed class CaptionsTests
{
    [Fact]
    public void Of_CategoryAndDefect_IsOneTextEach()
    {
        var captions = new Captions();
        int whole = captions.Of("cable_gland", ""), cut = captions.Of("cable_gland", "cut"),
            strange = captions.Of("teapot", "lid_off");
        Assert.Equal(["a photo of a normal cable gland without defect", "a photo of a damaged cable gland with a cut",
            "a photo of a damaged object with a defect"], captions.Texts.Skip(2));
        Assert.Equal((2, 3, 4), (whole, cut, strange));
        Assert.Equal(cut, captions.Of("cable_gland", "cut"));
    }

    [Fact]
    public void Tokens_OfAllTexts_ArePaddedBehindTheirEnds()
    {
        var captions = new Captions();
        captions.Of("rope", "open");
        (long[] ids, int[] ends) = captions.Tokens();
        Assert.Equal(captions.Texts.Count, ends.Length);
        int longest = ends.Max() + 1;
        Assert.Equal(ends.Length * longest, ids.Length);
        for (int i = 0; i < ends.Length; i++)
        {
            long[] row = ids[(i * longest)..((i + 1) * longest)];
            Assert.Equal(row.Max(), row[ends[i]]);
            Assert.All(row[(ends[i] + 1)..], id => Assert.Equal(0, id));
        }
    }
}
