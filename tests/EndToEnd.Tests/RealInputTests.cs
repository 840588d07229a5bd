using System.Text.Json;
using EndToEnd.Tests.Support;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests;

/// <summary>A real Kinect scan in the layout of MVTec 3D-AD, through the pipeline file for that dataset as it
/// is.</summary>
public sealed class RealInputTests : CliTest
{
    private const int Width = 200, Height = 160;

    [Fact]
    public async Task Run_RealScanAsADataset_GivesVerdictsAndMetrics()
    {
        string scene = SharedFiles.Data(Path.Combine("organized_xyz", "osd_table_learn44"));
        var scan = new RealScan(TiffReader.Read(Path.Combine(scene, "xyz/000.tiff")),
            PngReader.Read(Path.Combine(scene, "rgb/000.png")),
            PngReader.Read(Path.Combine(scene, "gt/000.png")));
        for (int i = 0; i < 4; i++)
            Put(scan, $"train/good", i, withMask: false);
        for (int i = 4; i < 6; i++)
            Put(scan, "validation/good", i, withMask: false);
        Put(scan, "test/object", 6, withMask: true);

        CliResult result = await RunAsync("batch/mvtec3d-patchcore-fpfh.yaml", Folder["data"], "--set",
            "metrics.resamples=20");

        Assert.True(result.Exit == 0, result.All);
        JsonElement verdict = JsonDocument.Parse(Verdicts()["table/test/object/006"]).RootElement;
        Assert.True(verdict.GetProperty("is_anomalous").GetBoolean());
        Assert.InRange(verdict.GetProperty("score").GetDouble(), double.Epsilon, 1e6);
        double auroc = Json("metrics.json").GetProperty("mean").GetProperty("pixel_auroc").GetProperty("value")
            .GetDouble();
        Assert.InRange(auroc, 0, 1);
        RasterImage map = TiffReader.Read(Path.Combine(Folder["run"], "maps/table/test/object/006.tiff"));
        Assert.Equal((Width, Height), (map.Width, map.Height));
        Assert.Contains("threshold.table", File.ReadAllText(Path.Combine(Folder["run"], "manifest.json")),
            StringComparison.Ordinal);
    }

    // A window of the scan around its objects, shifted by a few pixels and with 0.5 mm of seeded noise.
    private void Put(RealScan scan, string place, int number, bool withMask)
    {
        var random = new Random(number);
        int left = 220 + random.Next(12), top = 160 + random.Next(12);
        var xyz = new float[3 * Width * Height];
        var rgb = new byte[xyz.Length];
        var mask = new byte[Width * Height];
        ReadOnlySpan<float> points = scan.Xyz.Floats;
        for (int i = 0; i < mask.Length; i++)
        {
            int from = ((top + (i / Width)) * scan.Xyz.Width) + left + (i % Width);
            bool valid = points[(3 * from) + 2] != 0;
            for (int axis = 0; axis < 3; axis++)
            {
                xyz[(3 * i) + axis] = valid ? points[(3 * from) + axis] + (1e-3f * (random.NextSingle() - 0.5f)) : 0;
                rgb[(3 * i) + axis] = scan.Rgb.Data[(3 * from) + axis];
            }
            mask[i] = scan.Mask.Data[from];
        }
        string folder = Path.Combine(Folder["data"], "table", place);
        foreach (string part in withMask ? new[] { "xyz", "rgb", "gt" } : ["xyz", "rgb"])
            Directory.CreateDirectory(Path.Combine(folder, part));
        TiffWriter.WriteFloat(Path.Combine(folder, "xyz", $"{number:D3}.tiff"), Width, Height, 3, xyz);
        PngWriter.Write(Path.Combine(folder, "rgb", $"{number:D3}.png"), Width, Height, 3, rgb);
        if (withMask)
            PngWriter.Write(Path.Combine(folder, "gt", $"{number:D3}.png"), Width, Height, 1, mask);
    }

    private sealed record RealScan(RasterImage Xyz, RasterImage Rgb, RasterImage Mask);
}
