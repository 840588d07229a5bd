using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Pictures;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Data.Datasets;

/// <summary>Reads one rendered sample.</summary>
/// <remarks>As PointAD's code loads it: masks are set above 0 and brought to the pictures' size by PIL's bilinear
/// filter, colours by its bicubic one, points by the nearest pixel.</remarks>
internal sealed class RenderedReader(RenderedSample sample, RenderedViewsOptions options, ScanFormats formats,
    FormatLimits limits, CancellationToken stop)
{
    private const byte Half = byte.MaxValue / 2;

    /// <summary>Most memory that a sample takes: its pictures, the correspondences, and one file of them as
    /// stored.</summary>
    public static long DeclaredBytes(RenderedSample sample, FormatLimits limits)
    {
        SortedDictionary<int, string> pictures = sample.ViewFiles(RenderedSample.Pictures);
        long places = sample.ViewFiles(RenderedSample.Places).Values.Sum(DeclaredSize.OfFile);
        long pixels = pictures.Count == 0 ? 0 : FileBytes.Peek(pictures.Values.First(), limits,
            static (file, path, limits) => PngHeader.Parse(file.Head(PngHeader.FileBytes), path, limits)) is var header
            ? (long)header.Width * header.Height : 0;
        return (4 * pixels * Math.Max(1, pictures.Count)) + places + DeclaredSize.OfGrid(0, 1, pixels)
            + DeclaredSize.OfFile(sample.CloudFile);
    }

    public Scan Read(ItemId id, bool isGrid)
    {
        string[] pictures = sample.Ordered(RenderedSample.Pictures, options.ViewOrder),
            places = sample.Ordered(RenderedSample.Places, options.ViewOrder);
        int size = formats.ReadImage(pictures[0], limits).Width;
        ImmutableArray<byte[]> rgb = [.. pictures.Select(path
            => ScanParts.Colour(path, size, size, formats, limits).Pixels)];
        stop.ThrowIfCancellationRequested();
        bool[][]? truth = sample.HasLabels ? [.. sample.Ordered(RenderedSample.Labels, options.ViewOrder)
            .Select(path => Label(path, size))] : null;
        stop.ThrowIfCancellationRequested();
        CloudFile? cloud = File.Exists(sample.CloudFile) ? formats.ReadCloud(sample.CloudFile, limits) : null;
        int cells = isGrid ? checked(size * size) : cloud!.Points.Count;
        int[] own = isGrid ? OwnCells(cells) : [.. Enumerable.Range(0, cells)];
        (ImmutableArray<int[]> pixel, ImmutableArray<bool[]> visible) = Correspondences(places, own.Length, size);
        if (cloud is not null && cloud.Points.Count != own.Length)
            throw Wrong(sample.CloudFile, $"it holds {cloud.Points.Count} points, the views are of {own.Length}");
        bool isGood = sample.Defect == "good";
        var remarks = new List<string>();
        Scan scan = isGrid ? OnGrid(id, own, size, cloud, isGood, remarks)
            : ScanParts.Unorganized(id, Turned(cloud!.Points), null, Labels(cloud, isGood), !isGood, options.Unit,
                remarks);
        return scan with
        {
            Views = new PointViews(size, size, cells, rgb, own, pixel, options.Fill ? NeverSeenRule.Fill(visible, own)
                : visible, truth, scan.Truth is { } known ? Array.ConvertAll(own, cell => known.Ids[cell] != 0) : null),
        };
    }

    private Scan OnGrid(ItemId id, int[] own, int size, CloudFile? cloud, bool isGood, List<string> remarks)
    {
        PointCloud points = sample.Beside("xyz", ".tiff", ".tif") is { } xyz ? Resized(xyz, own, size, remarks)
            : Scattered(own, size, cloud is null ? null : Turned(cloud.Points), remarks);
        RgbImage? colour = sample.Beside("rgb", ".png") is { } rgb ? Colour(rgb, size) : null;
        GroundTruth? truth = null;
        if (!isGood && sample.Beside("gt", ".png") is { } mask)
            truth = Mask(mask, size);
        else if (Labels(cloud, isGood) is { } labels)
        {
            truth = new GroundTruth(size, size, new byte[size * size]);
            for (int i = 0; i < labels.Length; i++)
                truth.Ids[own[i]] = labels[i];
        }
        else if (isGood)
            truth = new GroundTruth(size, size, new byte[size * size]);
        if (truth is null)
            remarks.Add($"there is neither gt nor gt_pcd of {sample.Defect}/{sample.Name}; where the defect lies is "
                + "unknown");
        return ScanParts.Organized(id, points, size, size, options.Unit, colour, truth, !isGood, remarks);
    }

    private int[] OwnCells(int cells)
    {
        NpyArray array = NpyReader.Read(sample.OwnFile, 1, limits);
        int[] own = array.To<int>();
        for (int i = 0; i < own.Length; i++)
            if (own[i] >= cells || own[i] <= (i == 0 ? -1 : own[i - 1]))
                throw Wrong(sample.OwnFile, $"index {i} is {own[i]}; they must ascend and lie below {cells}, the cells "
                    + "of a grid as large as the pictures");
        return own;
    }

    private (ImmutableArray<int[]> Pixel, ImmutableArray<bool[]> Visible) Correspondences(
        string[] files, int points, int size)
    {
        var pixel = new int[files.Length][];
        var visible = new bool[files.Length][];
        for (int view = 0; view < files.Length; view++)
        {
            stop.ThrowIfCancellationRequested();
            NpyArray array = NpyReader.Read(files[view], 2, limits);
            if (array.Shape[0] != points || array.Shape[1] != 3)
                throw Wrong(files[view], $"it has shape [{array.Shape[0]}, {array.Shape[1]}] where [{points}, 3] is "
                    + "needed: column, row and flag of every point");
            long[] values = array.Data as long[] ?? Array.ConvertAll(array.To<double>(), value => (long)value);
            (pixel[view], visible[view]) = (new int[points], new bool[points]);
            for (int i = 0, at = 0; i < points; i++, at += 3)
            {
                (long column, long row) = (values[at], values[at + 1]);
                if ((ulong)column >= (ulong)size || (ulong)row >= (ulong)size)
                    throw Wrong(files[view], $"point {i} is at column {column}, row {row}; the pictures are "
                        + $"{size} x {size}");
                pixel[view][i] = (int)((row * size) + column);
                visible[view][i] = values[at + 2] != 0;
            }
            if (!visible[view].Contains(true))
                throw Wrong(files[view], "it flags no point as visible: a view that sees nothing");
        }
        return ([.. pixel], [.. visible]);
    }

    private PointCloud Resized(string path, int[] own, int size, List<string> remarks)
    {
        RasterImage image = TiffReader.Read(path, limits);
        if (image.Channels != 3 || !image.IsFloat)
            throw Wrong(path, $"an xyz image has three channels of Float32, this has {image.Channels} of "
                + $"{image.StoredAs}");
        OrganizedCloud grid = GridResize.Nearest(new OrganizedCloud(image.Width, image.Height,
            PointCloud.FromInterleaved(image.Floats)), size, size);
        int others = grid.ValidIndices(ValidRule.ZNonZero).Except(own).Count()
            + own.Count(i => !grid.IsValid(i, ValidRule.ZNonZero));
        if (others > 0)
            remarks.Add($"{others} cells of {path} are points in one of xyz and {RenderedSample.Own} only: the views "
                + "were rendered from other points, for example before the background was removed");
        return grid.Points;
    }

    private PointCloud Scattered(int[] own, int size, PointCloud? points, List<string> remarks)
    {
        var grid = new PointCloud(checked(size * size));
        for (int i = 0; i < own.Length; i++)
            grid[own[i]] = points is not null ? points[i] : new((own[i] % size) + 1, (own[i] / size) + 1, 1);
        if (points is null)
            remarks.Add($"there is neither xyz nor gt_pcd of {sample.Defect}/{sample.Name}; the numbers of column and "
                + "row stand for its coordinates");
        return grid;
    }

    // Of a defect without colours nothing is known.
    private static byte[]? Labels(CloudFile? cloud, bool isGood) => cloud is null ? null
        : isGood ? new byte[cloud.Points.Count]
        : cloud.Rgb is { } rgb ? [.. Enumerable.Range(0, cloud.Points.Count).Select(i
            => rgb[3 * i] > Half && rgb[(3 * i) + 1] > Half && rgb[(3 * i) + 2] > Half ? (byte)1 : (byte)0)]
        : null;

    private bool[] Label(string path, int size)
    {
        byte[] grey = Grey(path, out int width, out int height);
        if ((width, height) != (size, size))
            throw Wrong(path, $"it has {width} x {height} pixels, the pictures {size} x {size}");
        return Array.ConvertAll(grey, value => value > Half);
    }

    private GroundTruth Mask(string path, int size)
    {
        byte[] grey = Array.ConvertAll(Grey(path, out int width, out int height),
            value => value > 0 ? byte.MaxValue : (byte)0);
        return new GroundTruth(size, size, Array.ConvertAll(
            PilResize.Resize(grey, (width, height), (size, size), 1, PilFilter.Bilinear),
            value => value > Half ? (byte)1 : (byte)0));
    }

    private RgbImage Colour(string path, int size)
    {
        RasterImage image = formats.ReadImage(path, limits);
        RgbImage rgb = ScanParts.Colour(path, image.Width, image.Height, formats, limits);
        return new RgbImage(size, size,
            PilResize.Resize(rgb.Pixels, (rgb.Width, rgb.Height), (size, size), 3, PilFilter.Bicubic));
    }

    // PIL's grey of colours.
    private byte[] Grey(string path, out int width, out int height)
    {
        RasterImage image = formats.ReadImage(path, limits);
        (width, height) = (image.Width, image.Height);
        byte[] rgb = ScanParts.Colour(path, width, height, formats, limits).Pixels;
        var grey = new byte[width * height];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = (byte)(((19595 * rgb[3 * i]) + (38470 * rgb[(3 * i) + 1]) + (7471 * rgb[(3 * i) + 2]) + 32768)
                >> 16);
        return grey;
    }

    // Clouds are stored turned by 180 degrees about x, as the views see them.
    private static PointCloud Turned(PointCloud points)
    {
        var turned = new PointCloud(points.Count);
        for (int i = 0; i < turned.Count; i++)
            turned[i] = new(points.X[i], -points.Y[i], -points.Z[i]);
        return turned;
    }

    private static FormatException3D Wrong(string path, string problem)
        => new(path, -1L, problem, "render the sample again") { Reason = RejectReason.SizeMismatch };
}
