using System.Globalization;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Writes what cameras see of a scan below <c>views/</c>: pictures, and where its points appear in
/// them.</summary>
/// <remarks>Below views/, per scan: NAME.0.png and so on, a grey picture per view; NAME.pixel.npy int32 [v, n], row *
/// width + column of each of the n shown points in each of the v views; NAME.visible.npy uint8 [v, n]; NAME.index.npy
/// int32 [n], their index in the scan. The op view-scores takes the arrays as they are, to bring the scores of pictures
/// back to the points.</remarks>
[Block("sink.views", Summary = "Write the pictures of views as PNG and the pixels of the points as .npy.")]
public sealed class ViewsSink() : SinkBlock3D<ScanViews>(new NoOptions()), IRemembers<ScanViews>
{
    private const string Pixel = ".pixel.npy", Visible = ".visible.npy", Index = ".index.npy";

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScanViews input, BlockContext context)
    {
        for (int view = 0; view < input.Images.Count; view++)
        {
            ViewImage image = input.Images[view];
            AtomicFile.WriteBy(PathOf(context, PictureOf(view)), file =>
                PngWriter.Write(file, image.Width, image.Height, 1, Grey(image)));
        }
        int views = input.Projections.Count, points = input.Indices.Length;
        Write<int>(context, Pixel, [.. input.Projections.SelectMany(view => view.Pixel)], views, points);
        Write<byte>(context, Visible, [.. input.Projections.SelectMany(view => view.Visible)
            .Select(seen => seen ? (byte)1 : (byte)0)], views, points);
        Write<int>(context, Index, input.Indices, points);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Contribution Remember(ScanViews input, BlockContext context) => new(ReadOnlyMemory<byte>.Empty,
    [
        .. Enumerable.Range(0, input.Images.Count).Select(view => PathOf(context, PictureOf(view))),
        PathOf(context, Pixel), PathOf(context, Visible), PathOf(context, Index),
    ]);

    /// <summary>Does nothing: all lies in files.</summary>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
    }

    private static string PictureOf(int view) => string.Create(CultureInfo.InvariantCulture, $".{view}.png");

    private static string PathOf(BlockContext context, string extension)
        => context.Run.Folder.InItem("views", context.Item, extension);

    private static void Write<T>(BlockContext context, string extension, T[] values, params int[] shape)
        where T : unmanaged
        => AtomicFile.WriteBy(PathOf(context, extension), file => NpyWriter.Write<T>(file, values, shape));

    // The three channels are equal.
    private static byte[] Grey(ViewImage image)
    {
        var grey = new byte[image.Rgb.Length / 3];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = image.Rgb[3 * i];
        return grey;
    }
}
