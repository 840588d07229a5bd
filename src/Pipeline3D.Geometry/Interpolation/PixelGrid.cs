using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Interpolation;

/// <summary>The pixels of an image as unknowns of Laplace's equation.</summary>
/// <remarks>Row i of the matrix: Degree[i] u[i] minus the unknown neighbours of i. Arrays over the grid have a margin
/// of one row above and below and of at least one column between rows, a row begins on a multiple of sixteen, and a
/// value that belongs to no unknown is 0; so no loop asks where it is, and the matrix is nothing but the
/// degrees.</remarks>
internal sealed class PixelGrid
{
    private const int Lanes = 16;
    private readonly byte[] _degree;

    /// <summary>Counts the neighbours inside the domain of every unknown pixel.</summary>
    public PixelGrid(PixelKind[] pixels, int width, int height, int threads, CancellationToken stop)
    {
        (Width, Height) = (width, height);
        Stride = (width + Lanes) / Lanes * Lanes;
        Length = checked(Stride * (height + 2));
        _degree = new byte[Length];
        var inside = new byte[Length];
        Ranges.Run(height, RowGrain, (first, end) =>
        {
            for (int row = first; row < end; row++)
                for (int column = 0; column < width; column++)
                    inside[RowStart(row) + column] =
                        pixels[(row * width) + column] == PixelKind.Outside ? (byte)0 : (byte)1;
        }, threads, stop);
        Ranges.Run(height, RowGrain, (first, end) =>
        {
            for (int row = first; row < end; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    int i = RowStart(row) + column;
                    int neighbours = inside[i - 1] + inside[i + 1] + inside[i - Stride] + inside[i + Stride];
                    _degree[i] = pixels[(row * width) + column] == PixelKind.Unknown ? (byte)neighbours : (byte)0;
                }
            }
        }, threads, stop);
    }

    /// <summary>Rows that one thread takes at a time.</summary>
    public const int RowGrain = 32;

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>From one row of an array to the next.</summary>
    public int Stride { get; }

    /// <summary>Length of an array over the grid.</summary>
    public int Length { get; }

    /// <summary>Neighbours in the domain of the pixel at every place; 0 when it is no unknown.</summary>
    public ReadOnlySpan<byte> AllDegrees => _degree;

    /// <summary>Place of the first pixel of a row; rows -1 and <see cref="Height"/> are the margin.</summary>
    public int RowStart(int row) => (row + 1) * Stride;

    /// <summary>Neighbours in the domain of the pixel at a place; 0 when it is no unknown.</summary>
    public int DegreeAt(int place) => _degree[place];

    /// <summary>Whether two neighbouring places are both unknown.</summary>
    public int Coupled(int place, int other) => _degree[place] != 0 && _degree[other] != 0 ? 1 : 0;

    /// <summary>The degrees of sixteen places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Degrees(int place)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_degree), (nuint)place);
        Vector256<ushort> words = Vector256.WidenLower(bytes.ToVector256Unsafe());
        return Vector512.ConvertToSingle(Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32());
    }

    /// <summary>The reciprocals of degrees; 0 stays 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Inverse(Vector512<float> degrees) => Vector512.ConditionalSelect(
        Vector512.Equals(degrees, Vector512<float>.Zero), Vector512<float>.Zero, Vector512<float>.One / degrees);

    /// <summary>Runs a body over the rows, several at a time.</summary>
    public void ForRows(Action<int, int> body, int threads, CancellationToken stop)
        => Ranges.Run(Height, RowGrain, body, threads, stop);
}
