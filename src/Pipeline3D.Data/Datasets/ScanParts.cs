using Pipeline3D.Core;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Datasets;

/// <summary>Makes scans of what the files of a dataset hold.</summary>
public static class ScanParts
{
    /// <summary>A grid of points; those that are not finite become (0,0,0), which means no reading.</summary>
    /// <param name="id">Who the scan is.</param>
    /// <param name="points">Points row by row; changed in place.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="unit">Unit of the coordinates.</param>
    /// <param name="rgb">Colours of the grid's size; null when there are none.</param>
    /// <param name="truth">The true defects; null when unknown.</param>
    /// <param name="isAnomalous">The dataset's label; null when unknown.</param>
    /// <param name="remarks">What was noticed so far; more may be added.</param>
    public static Scan Organized(ItemId id, PointCloud points, int width, int height, LengthUnit unit,
        RgbImage? rgb, GroundTruth? truth, bool? isAnomalous, List<string> remarks)
    {
        Span<float> x = points.X, y = points.Y, z = points.Z;
        int invalid = 0;
        for (int i = 0; i < points.Count; i++)
            if (!float.IsFinite(x[i]) || !float.IsFinite(y[i]) || !float.IsFinite(z[i]))
            {
                (x[i], y[i], z[i]) = (0, 0, 0);
                invalid++;
            }
        if (invalid > 0)
            remarks.Add($"{invalid} of {points.Count} points are not finite; they count as no reading, (0,0,0)");
        return new Scan
        {
            Id = id,
            Cloud = points,
            Grid = new OrganizedCloud(width, height, points),
            Unit = unit,
            Rgb = rgb,
            Truth = truth,
            IsAnomalous = isAnomalous,
            Remarks = remarks,
        };
    }

    /// <summary>The plain cloud of a file, with its colours, offset and remarks; points that are not finite are
    /// dropped,
    /// and their colours and truth with them.</summary>
    /// <param name="id">Who the scan is.</param>
    /// <param name="cloud">What was read.</param>
    /// <param name="truth">Class id per point; null when unknown.</param>
    /// <param name="isAnomalous">The dataset's label.</param>
    /// <param name="unit">Unit of the coordinates.</param>
    public static Scan Unorganized(ItemId id, CloudFile cloud, byte[]? truth, bool? isAnomalous, LengthUnit unit)
        => Unorganized(id, cloud.Points, cloud.Rgb, truth, isAnomalous, unit, [.. cloud.Remarks]) with
        {
            Offset = cloud.Offset,
        };

    /// <summary>A plain cloud; points that are not finite are dropped, and their colours and truth with them.</summary>
    /// <param name="id">Who the scan is.</param>
    /// <param name="points">Points in file order.</param>
    /// <param name="rgb">Shape [n, 3]; null when absent.</param>
    /// <param name="truth">Class id per point; null when unknown.</param>
    /// <param name="isAnomalous">The dataset's label.</param>
    /// <param name="unit">Unit of the coordinates.</param>
    /// <param name="remarks">What was noticed so far; more may be added.</param>
    public static Scan Unorganized(ItemId id, PointCloud points, byte[]? rgb, byte[]? truth, bool? isAnomalous,
        LengthUnit unit, List<string> remarks)
    {
        int[] kept = [.. Enumerable.Range(0, points.Count).Where(i =>
            float.IsFinite(points.X[i]) && float.IsFinite(points.Y[i]) && float.IsFinite(points.Z[i]))];
        if (kept.Length < points.Count)
        {
            remarks.Add($"{points.Count - kept.Length} of {points.Count} points are not finite and were dropped");
            points = points.Select(kept);
            rgb = rgb is null ? null : [.. kept.SelectMany(i => (byte[])[rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]])];
            truth = truth is null ? null : [.. kept.Select(i => truth[i])];
        }
        return new Scan
        {
            Id = id,
            Cloud = points,
            Unit = unit,
            Rgb = rgb is null ? null : new RgbImage(points.Count, 1, rgb),
            Truth = truth is null ? null : new GroundTruth(points.Count, 1, truth),
            IsAnomalous = isAnomalous,
            Remarks = remarks,
        };
    }

    /// <summary>A colour image of the grid's size: gray is repeated, transparency left out, other scales than 8 bits
    /// are reduced to them.</summary>
    /// <param name="path">The image.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="height">Rows of the grid.</param>
    /// <param name="formats">What to read it by.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <exception cref="FormatException3D">The file is missing, damaged, or of another size.</exception>
    public static RgbImage Colour(string path, int width, int height, ScanFormats formats, FormatLimits limits)
    {
        RasterImage image = formats.ReadImage(path, limits);
        CheckShape(path, image, width, height);
        int shift = image.Type == SampleType.UInt16 ? 8 : 0;
        // Floats count to 1, or to what the image has: the rule of the colours of clouds.
        float scale = image.Type != SampleType.Float32 ? 1
            : image.IsFloat ? ColourScale.Of(image.Floats, areWhole: false) : byte.MaxValue / image.FullScale;
        var pixels = new byte[checked(3 * width * height)];
        for (int i = 0, at = 0; at < pixels.Length; i += image.Channels)
            for (int channel = 0; channel < 3; channel++, at++)
            {
                int source = image.Channels >= 3 ? i + channel : i;
                pixels[at] = image.Type switch
                {
                    SampleType.UInt8 => image.Data[source],
                    SampleType.UInt16 => (byte)(image.Words[source] >> shift),
                    _ => ColourScale.ToByte(image.Floats[source] * scale),
                };
            }
        return new RgbImage(width, height, pixels);
    }

    /// <summary>The class ids of a mask of the grid's size: its own values if it has one channel of 8 bits, the indices
    /// of a palette whatever their colours, else 255 where any colour channel differs from zero.</summary>
    /// <param name="path">The image.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="height">Rows of the grid.</param>
    /// <param name="formats">What to read it by.</param>
    /// <param name="limits">What to accept at most.</param>
    /// <exception cref="FormatException3D">The file is missing, damaged, of another size, or packed with
    /// losses.</exception>
    public static GroundTruth Mask(string path, int width, int height, ScanFormats formats, FormatLimits limits)
    {
        RasterImage image = formats.ReadImage(path, limits);
        if (image.IsLossy)
            throw new FormatException3D(path, -1L, "the mask is packed by JPEG, which changes values, so that classes "
                + "run into each other", "write it again from its source as PNG or as TIFF without JPEG");
        CheckShape(path, image, width, height);
        if (image.Indices is { } classes)
            return new GroundTruth(width, height, classes);
        if (image.IsFloat
            && image.Floats.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and int unknown)
            throw new FormatException3D(path, -1L, $"the mask's pixel {unknown / image.Channels % width}, "
                + $"{unknown / image.Channels / width} is not a finite number: it is neither normal nor anomalous",
                "write 0 for normal and 1 for anomalous pixels");
        if (image is { Type: SampleType.UInt8, Channels: 1 })
            return new GroundTruth(width, height, image.Data);
        // An alpha channel says how opaque a pixel is, not whether it is anomalous.
        int colours = image.Channels is 2 or 4 ? image.Channels - 1 : image.Channels;
        var ids = new byte[width * height];
        for (int i = 0; i < ids.Length; i++)
            for (int channel = 0; channel < colours; channel++)
            {
                int at = i * image.Channels + channel;
                bool set = image.Type switch
                {
                    SampleType.UInt8 => image.Data[at] != 0,
                    SampleType.UInt16 => image.Words[at] != 0,
                    _ => image.Floats[at] > 0.5f,
                };
                ids[i] = set ? byte.MaxValue : ids[i];
            }
        return new GroundTruth(width, height, ids);
    }

    private static void CheckShape(string path, RasterImage image, int width, int height)
    {
        if (image.Channels > 4)
            throw new FormatException3D(path, -1L, $"the image has {image.Channels} channels, a colour image or mask "
                + "has 1 to 4", "is it a multispectral image? Choose its bands first");
        if (image.Width != width || image.Height != height)
            throw new FormatException3D(path, -1L,
                $"the image has {image.Width} x {image.Height} pixels, its scan has {width} x {height}",
                "both must be of one size: is it the file of another scan?") { Reason = RejectReason.SizeMismatch };
    }
}
