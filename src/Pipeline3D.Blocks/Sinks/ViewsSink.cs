using System.Globalization;
using System.Runtime.InteropServices;
using Pipeline3D.Blocks.Features;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Writes the views that scans carry below <c>views/</c>: pictures, and where points appear in them.</summary>
/// <remarks>With layout own, below views/, per scan: NAME.0.png and so on, a picture per view; NAME.pixel.npy int32 [v,
/// n], row * width + column of each of the n shown points in each of the v views; NAME.visible.npy uint8 [v, n];
/// NAME.index.npy int32 [n], their index in the scan, -1 for points made between others; NAME.truth.npy uint8 [v, H,
/// W], where the truth is known, 1 for pixels that show a defect. The op view-scores takes the arrays as they are, to
/// bring the scores of pictures back to the points. With layout authors, category/split/defect/{2d_rendering,
/// 2d_3d_cor, 2d_gt} and what source.rendered-views needs beside them; a scan without split or defect counts as test,
/// good or anomaly.</remarks>
[Block("sink.views", Version = 2,
    Summary = "Write the pictures of views, the pixels of points, and labels; also as PointAD's authors do.")]
public sealed class ViewsSink(ViewsSinkOptions options) : SinkBlock3D<Scan>(options), IContributes<Scan>,
    IEstimatesDisk
{
    private const string Room = "views";

    /// <summary>Of each view a pixel and a mark per point, labels, and a packed picture; the points' indices. As
    /// feature.views before it makes them, or as PointAD's nine; of a grid that was enlarged a point per
    /// pixel.</summary>
    public long FolderBytes(ExpectedItems items)
    {
        const int PackedPicture = 4;
        (long views, long pixels) = items.Before.OfType<ViewsFeature>().Select(feature => feature.Size)
            .DefaultIfEmpty((9, 336 * 336)).Max();
        return items.Items.Sum(item => (views * pixels / PackedPicture) + (views * pixels / PackedPicture)
            + (((views * (sizeof(int) + 1L)) + sizeof(int)) 
                * Math.Max(pixels, DeclaredSize.MaxPoints(item.DeclaredBytes))));
    }

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(Scan input, BlockContext context)
    {
        PointViews views = input.Views ?? throw context.Reject(RejectReason.MissingPartner,
            "the scan carries no views; put feature.views before this block, or read by source.rendered-views");
        if (options.Layout == ViewFiles.Own)
        {
            foreach ((string path, Action<string> write) in Own(views, context))
                AtomicFile.WriteBy(path, write);
            return ValueTask.CompletedTask;
        }
        if (RenderedViews.Obstacle(input) is { } obstacle)
            throw context.Reject(RejectReason.SizeMismatch, $"{obstacle}; or use layout: own");
        (string folder, string name) = Authors(input, context);
        RenderedViews.Write(folder, name, input);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Contribution> ContributeAsync(Scan input, BlockContext context)
    {
        await ConsumeAsync(input, context).ConfigureAwait(false);
        return Remember(input, context);
    }

    /// <inheritdoc/>
    public Contribution Remember(Scan input, BlockContext context)
    {
        (string folder, string name) = Authors(input, context);
        return new(ReadOnlyMemory<byte>.Empty, options.Layout == ViewFiles.Own
            ? [.. Own(input.Views!, context).Select(file => file.Path)]
            : [.. RenderedViews.PathsOf(folder, name, input)]);
    }

    /// <summary>Does nothing: all lies in files.</summary>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
    }

    private static (string Folder, string Name) Authors(Scan scan, BlockContext context)
    {
        ItemId item = context.Item;
        string path = context.Run.Folder.InItem(Room, item with
        {
            Split = item.Split.Length > 0 ? item.Split : "test",
            Defect = item.Defect.Length > 0 ? item.Defect : scan.IsAnomalous == true ? "anomaly" : "good",
        }, "");
        return (Path.GetDirectoryName(path)!, Path.GetFileName(path));
    }

    private static IEnumerable<(string Path, Action<string> Write)> Own(PointViews views, BlockContext context)
    {
        (int count, int points, int width, int height) = (views.Count, views.Own.Length, views.Width, views.Height);
        string In(string extension) => context.Run.Folder.InItem(Room, context.Item, extension);
        for (int k = 0; k < count; k++)
        {
            byte[] rgb = views.Pictures[k];
            int channels = IsGrey(rgb) ? 1 : 3;
            yield return (In(string.Create(CultureInfo.InvariantCulture, $".{k}.png")),
                path => PngWriter.Write(path, width, height, channels, channels == 3 ? rgb : First(rgb)));
        }
        yield return (In(".pixel.npy"),
            path => NpyWriter.Write<int>(path, [.. views.Pixel.SelectMany(pixel => pixel)], count, points));
        yield return (In(".visible.npy"),
            path => NpyWriter.Write<byte>(path, Bytes(views.Visible), count, points));
        yield return (In(".index.npy"), path => NpyWriter.Write<int>(path, views.Own, points));
        if (views.Truth is { } truth)
            yield return (In(".truth.npy"), path => NpyWriter.Write<byte>(path, Bytes(truth), count, height, width));
    }

    private static byte[] Bytes(IEnumerable<bool[]> flags)
        => [.. flags.SelectMany(one => MemoryMarshal.AsBytes(one.AsSpan()).ToArray())];

    private static bool IsGrey(byte[] rgb)
    {
        for (int i = 0; i < rgb.Length; i += 3)
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2])
                return false;
        return true;
    }

    private static byte[] First(byte[] rgb)
    {
        var grey = new byte[rgb.Length / 3];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = rgb[3 * i];
        return grey;
    }
}
