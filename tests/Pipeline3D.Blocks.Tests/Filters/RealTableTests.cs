using Pipeline3D.Blocks.Filters;
using Pipeline3D.Blocks.Tests.Support;
using Pipeline3D.Core;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Filters;

/// <summary>The background removal on a real Kinect scan whose table was labelled by its publishers.</summary>
public sealed class RealTableTests : BlockTest
{
    [Fact]
    public async Task RemovePlane_RealKinectTable_IsTheLabelledPlane()
    {
        string scene = SharedFiles.Data(Path.Combine("organized_xyz", "osd_table_learn44"));
        RasterImage image = TiffReader.Read(Path.Combine(scene, "xyz", "000.tiff"));
        byte[] table = PngReader.Read(Path.Combine(scene, "plane", "000.png")).Data,
            objects = PngReader.Read(Path.Combine(scene, "gt", "000.png")).Data;
        Scan scan = TestScans.OnGrid(PointCloud.FromInterleaved(image.Floats), image.Width, image.Height);
        // A Kinect at 1 m is noisier (1 to 3 mm) than the scanner of MVTec 3D-AD, so fit and cut are widened alike.
        var filter = new RemovePlaneFilter(new RemovePlaneOptions
        {
            FitThreshold = Length.Millimetres(8), Cut = Length.Millimetres(12), KeepLargestCluster = false,
        });
        Scan clean = await filter.TransformAsync(scan, ContextOf("kinect"));
        int both = 0, either = 0, kept = 0, labelled = 0;
        foreach (int i in scan.Grid!.ValidIndices())
        {
            bool removed = !clean.Grid!.IsValid(i);
            both += removed && table[i] != 0 ? 1 : 0;
            either += removed || table[i] != 0 ? 1 : 0;
            labelled += objects[i] != 0 ? 1 : 0;
            kept += objects[i] != 0 && !removed ? 1 : 0;
        }
        double overlap = (double)both / either, objectsKept = (double)kept / labelled;
        // Measured 0.994 and 0.968. What is missing to 1 is the table's far edge, where the noise exceeds the cut, and
        // unlabelled pixels of the same plane.
        Assert.True(overlap > 0.98, $"overlap of the removed pixels with the labelled plane: {overlap:F4}");
        Assert.True(objectsKept > 0.95, $"share of the objects that is kept: {objectsKept:F4}");
    }
}
