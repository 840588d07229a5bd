using System.Numerics;
using ILGPU;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>The levels of a multigrid cycle on a device.</summary>
/// <remarks>Matrices and lists of unknowns are made on the cores, by Geometry's own coarsening; four launches per level
/// and one for the coarsest.</remarks>
internal sealed class DeviceMultigrid
{
    // The inverse of the coarsest level is made on the cores at the cube of this.
    private const int DirectSize = 64;
    private readonly List<HarmonicLevel> _levels = [];
    private readonly DeviceLane _lane;
    private readonly HarmonicDirect _direct;

    public DeviceMultigrid(DeviceLane lane, PixelGrid pixels, int threads)
    {
        _lane = lane;
        _levels.Add(OfPixels(lane, pixels));
        GridLevel level = GridLevel.Of(pixels, threads, lane.Stop);
        _levels.Add(OfLevel(lane, level));
        while (level.Width * level.Height > DirectSize)
        {
            level = level.Coarser();
            _levels.Add(OfLevel(lane, level));
        }
        var direct = new DenseCholesky(level);
        _direct = new HarmonicDirect
        {
            Places = lane.Copy(direct.Places), Inverse = lane.Copy<double>(direct.Inverse()), Level = _levels[^1],
        };
        Launches = 1;
    }

    /// <summary>The pixels.</summary>
    public HarmonicLevel Pixels => _levels[0];

    /// <summary>Launches so far.</summary>
    public int Launches { get; private set; }

    /// <summary>Queues a cycle: the solution of the pixels becomes about A^-1 times their residual.</summary>
    public void Cycle()
    {
        for (int i = 0; i + 1 < _levels.Count; i++)
        {
            var cycle = new HarmonicCycle { Fine = _levels[i], Coarse = _levels[i + 1] };
            Launch(HarmonicCycle.Descend, cycle.Fine.Blacks, cycle);
            Launch(HarmonicCycle.Restrict, (int)cycle.Coarse.Cells.Length, cycle);
        }
        Launch(HarmonicDirect.Solve, (int)_direct.Places.Length, _direct);
        for (int i = _levels.Count - 2; i >= 0; i--)
        {
            var cycle = new HarmonicCycle { Fine = _levels[i], Coarse = _levels[i + 1] };
            Launch(HarmonicCycle.Correct, cycle.Fine.Blacks, cycle);
            Launch(HarmonicCycle.Ascend, cycle.Fine.Reds, cycle);
        }
    }

    private void Launch<TArgs>(Action<Index1D, TArgs> kernel, int count, TArgs args)
        where TArgs : struct
    {
        _lane.Launch(kernel, count, args);
        Launches++;
    }

    private static HarmonicLevel OfPixels(DeviceLane lane, PixelGrid pixels)
    {
        HarmonicLevel level = Empty(lane, pixels.AllDegrees, pixels.Width, pixels.Height, pixels.Stride);
        (level.Diagonal, level.Right, level.Down) = (lane.Zeros<float>(level.Residual.Length),
            lane.Zeros<float>(level.Residual.Length), lane.Zeros<float>(level.Residual.Length));
        lane.Launch(HarmonicPixels.Expand, pixels.Height * pixels.Stride, new HarmonicPixels
        {
            Degrees = lane.Copy(pixels.AllDegrees), Level = level,
        });
        return level;
    }

    private static HarmonicLevel OfLevel(DeviceLane lane, GridLevel grid)
    {
        HarmonicLevel level = Empty<float>(lane, grid.Diagonal, grid.Width, grid.Height, grid.Stride);
        (level.Diagonal, level.Right, level.Down) = (lane.Copy<float>(grid.Diagonal), lane.Copy<float>(grid.Right),
            lane.Copy<float>(grid.Down));
        return level;
    }

    private static HarmonicLevel Empty<T>(DeviceLane lane, ReadOnlySpan<T> degrees, int width, int height, int stride)
        where T : struct, INumber<T>
    {
        int[] cells = GC.AllocateUninitializedArray<int>(checked(width * height));
        int count = 0, reds = 0;
        for (int colour = 0; colour < 2; colour++)
        {
            for (int row = 0; row < height; row++)
                for (int column = (row + colour) & 1, start = (row + 1) * stride; column < width; column += 2)
                    if (degrees[start + column] > T.Zero)
                        cells[count++] = start + column;
            reds = colour == 0 ? count : reds;
        }
        return new HarmonicLevel
        {
            Cells = lane.Copy<int>(cells.AsSpan(0, count)),
            Reds = reds,
            Residual = lane.Zeros<double>(degrees.Length),
            Solution = lane.Zeros<double>(degrees.Length),
            Stride = stride,
        };
    }
}
