using ILGPU;
using Pipeline3D.Geometry.Views;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Views;

/// <summary>Covers pixels by the squares that stand for points and shades what they show: the least depth of a pixel,
/// the lowest index at that depth, both with one index per view and point, and the grey or label of every
/// pixel.</summary>
internal struct ViewSquares
{
    /// <summary>The points.</summary>
    public CloudView Cloud;

    /// <summary>Their normals, of free length and sign.</summary>
    public CloudView Normals;

    /// <summary>Not 0 for a labelled point; shape [n]; read by <see cref="Label"/> alone, which needs no
    /// normals.</summary>
    public ArrayView<byte> Labels;

    /// <summary>The cameras; shape [views].</summary>
    public ArrayView<ViewLens> Cameras;

    /// <summary>Largest side of the turned cloud's box; shape [views].</summary>
    public ArrayView<double> Extents;

    /// <summary>Pixels of every square; shape [views, n]; overwritten.</summary>
    public ArrayView<ViewSquare> Squares;

    /// <summary>Bits of the least depth of every pixel; shape [views, Height, Width]; the largest number
    /// before.</summary>
    public ArrayView<ulong> Nearest;

    /// <summary>Point that every pixel shows; shape [views, Height, Width]; <see cref="ViewPoints.None"/>
    /// before.</summary>
    public ArrayView<uint> Winner;

    /// <summary>Grey of every pixel; shape [views, Height, Width]; overwritten.</summary>
    public ArrayView<byte> Image;

    /// <summary>Number of points n.</summary>
    public int Count;

    /// <summary>Size of an image, pixels.</summary>
    public int Width, Height;

    /// <summary>Side of a square, pixels.</summary>
    public double Size;

    /// <summary>Brightness of the surface, 0 to 1.</summary>
    public double Grey;

    /// <summary>Factor of all lights.</summary>
    public double Light;

    /// <summary>Grey of pixels that show no point, 0 to 255.</summary>
    public int Background;

    [Kernel]
    public static void Cover(Index1D index, ViewSquares args)
    {
        int view = index / args.Count;
        ViewProjector camera = args.Cameras[view].Camera;
        (double u, double v, double depth) = camera.Project(
            camera.Turned(ViewPlaces.At(args.Cloud, index - (view * args.Count))));
        (int left, int right) = ViewSplat.Covered(u + camera.SquareShift, args.Size, args.Width);
        (int top, int bottom) = ViewSplat.Covered(v + camera.SquareShift, args.Size, args.Height);
        args.Squares[index] = new ViewSquare(depth, left, right, top, bottom);
        ulong bits = ViewPlaces.BitsOf(depth);
        for (int row = top; row < bottom; row++)
            for (long pixel = args.PixelOf(view, row, left); pixel < args.PixelOf(view, row, right); pixel++)
                Atomic.Min(ref args.Nearest[pixel], bits);
    }

    [Kernel]
    public static void Claim(Index1D index, ViewSquares args)
    {
        int view = index / args.Count;
        var point = (uint)(index - (view * args.Count));
        ViewSquare square = args.Squares[index];
        ulong bits = ViewPlaces.BitsOf(square.Depth);
        for (int row = square.Top; row < square.Bottom; row++)
        {
            long end = args.PixelOf(view, row, square.Right);
            for (long pixel = args.PixelOf(view, row, square.Left); pixel < end; pixel++)
                if (args.Nearest[pixel] == bits)
                    Atomic.Min(ref args.Winner[pixel], point);
        }
    }

    [Kernel]
    public static void Shade(Index1D index, ViewSquares args)
    {
        uint winner = args.Winner[index];
        int view = index / (args.Width * args.Height), grey = args.Background;
        if (winner != ViewPoints.None)
            grey = ViewLight.Grey(args.Cameras[view].Camera, ViewPlaces.At(args.Cloud, (int)winner),
                ViewPlaces.At(args.Normals, (int)winner), args.Extents[view], args.Grey,
                args.Light);
        args.Image[index] = (byte)grey;
    }

    [Kernel]
    public static void Label(Index1D index, ViewSquares args)
    {
        uint winner = args.Winner[index];
        args.Image[index] = winner != ViewPoints.None && args.Labels[(int)winner] != 0 ? byte.MaxValue : (byte)0;
    }

    private readonly long PixelOf(int view, int row, int column)
        => ((((long)view * Height) + row) * Width) + column;
}

/// <summary>The square that stands for a point.</summary>
internal readonly struct ViewSquare(double depth, int left, int right, int top, int bottom)
{
    public readonly double Depth = depth;
    public readonly int Left = left, Right = right, Top = top, Bottom = bottom;
}
