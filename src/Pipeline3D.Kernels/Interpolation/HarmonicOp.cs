using ILGPU;
using Pipeline3D.Geometry.Interpolation;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>Harmonic interpolation of sparse scores on a device.</summary>
/// <remarks>Twin: <see cref="HarmonicInterpolation"/>: the same equations to the same tolerance; at the default of 1e-8
/// the two are within 1e-5 of the scores' range of each other. Conjugate gradients with one red-black multigrid cycle
/// as
/// preconditioner, all in double. Cost: 10 to 20 iterations of four launches per level and six more, with log2(side /
/// 8)
/// levels; a wait per four iterations.</remarks>
internal static class HarmonicOp
{
    // A look at the residual is a wait; iterations beyond the goal do no harm.
    private const int IterationsPerCheck = 4;

    /// <summary>Fills the pixels without a score.</summary>
    /// <param name="scope">Where to run.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="known">Shape [k]: pixels of the domain with a score as row * width + column, each at most
    /// once.</param>
    /// <param name="values">Shape [k]: their scores; finite.</param>
    /// <param name="domain">Shape [height, width]: the pixels to fill; empty for all.</param>
    /// <param name="outside">Value of the pixels outside the domain; null for the least score.</param>
    /// <param name="options">How to solve; null for the defaults.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [height, width]: between the least and the largest score everywhere; the scores themselves are
    /// kept bit by bit. All 0 without any score; the least score in parts that no scored pixel touches.</returns>
    /// <exception cref="ArgumentException">A pixel is outside the domain or twice, or a length, value or option is
    /// wrong.</exception>
    /// <exception cref="InvalidOperationException">The tolerance was not reached in the allowed
    /// iterations.</exception>
    public static float[] Fill(DeviceScope scope, int height, int width, ReadOnlySpan<int> known,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> domain = default, float? outside = null,
        HarmonicOptions? options = null, CancellationToken stop = default)
        => Fill(scope, height, width, known, values, domain, outside, options, out _, stop);

    internal static float[] Fill(DeviceScope scope, int height, int width, ReadOnlySpan<int> known,
        ReadOnlySpan<float> values, ReadOnlySpan<bool> domain, float? outside, HarmonicOptions? options,
        out HarmonicEffort effort, CancellationToken stop = default)
    {
        var spent = new HarmonicEffort();
        float[] filled = HarmonicInterpolation.FillWith((grid, field, checkedOptions, threads, token) =>
        {
            // A program cannot run without unknowns: there would be no level to solve.
            if (grid.AllDegrees.ContainsAnyExcept((byte)0))
                scope.Run(new Program(grid, field, checkedOptions, threads, spent), token);
        }, height, width, known, values, domain, outside, options, 0, stop);
        effort = spent;
        return filled;
    }

    private readonly struct Program(PixelGrid grid, double[] field, HarmonicOptions options, int threads,
        HarmonicEffort effort) : IDeviceProgram
    {
        public void Run(DeviceLane lane)
        {
            var multigrid = new DeviceMultigrid(lane, grid, threads);
            int groups = lane.Device.GroupsFor((int)multigrid.Pixels.Cells.Length);
            var gradients = new HarmonicGradients
            {
                Level = multigrid.Pixels,
                Field = lane.Copy<double>(field),
                Direction = lane.Zeros<double>(field.Length),
                Next = lane.Zeros<double>(field.Length),
                Image = lane.Rent<double>(field.Length),
                Partials = lane.Rent<double>(groups),
                Scalars = lane.Zeros<double>(HarmonicScalars.Length),
            };
            lane.LaunchGroups(HarmonicGradients.Start, groups, gradients);
            Settle(lane, gradients, HarmonicScalars.FirstNorm);
            int iterations = Iterate(lane, multigrid, gradients, groups);
            lane.Download(gradients.Field, field);
            (effort.Iterations, effort.Launches) = (iterations, 2 + multigrid.Launches + (5 * iterations)
                + ((iterations + IterationsPerCheck - 1) / IterationsPerCheck));
        }

        private int Iterate(DeviceLane lane, DeviceMultigrid multigrid, HarmonicGradients gradients, int groups)
        {
            var scalars = new HarmonicScalars { Partials = gradients.Partials, Scalars = gradients.Scalars };
            var found = new double[HarmonicScalars.Length];
            for (int iteration = 0; iteration < options.MaxIterations;)
            {
                multigrid.Cycle();
                lane.LaunchGroups(HarmonicGradients.Product, groups, gradients);
                lane.LaunchGroups(HarmonicScalars.StoreShare, 1, scalars);
                lane.LaunchGroups(HarmonicGradients.Turn, groups, gradients);
                lane.LaunchGroups(HarmonicScalars.StoreStep, 1, scalars);
                lane.LaunchGroups(HarmonicGradients.Move, groups, gradients);
                (gradients.Direction, gradients.Next) = (gradients.Next, gradients.Direction);
                if (++iteration % IterationsPerCheck > 0 && iteration < options.MaxIterations)
                    continue;
                Settle(lane, gradients, HarmonicScalars.Norm);
                lane.Download(gradients.Scalars, found);
                // Squared, as the sums are.
                if (found[HarmonicScalars.Norm] <= options.Tolerance * options.Tolerance
                    * found[HarmonicScalars.FirstNorm])
                    return iteration;
            }
            throw HarmonicSolver.Unreached(options);
        }

        private static void Settle(DeviceLane lane, HarmonicGradients gradients, int slot)
            => lane.LaunchGroups(HarmonicScalars.Store, 1, new HarmonicScalars
            {
                Partials = gradients.Partials, Scalars = gradients.Scalars, Slot = slot,
            });
    }
}

/// <summary>What an interpolation took.</summary>
internal sealed class HarmonicEffort
{
    /// <summary>Iterations, of one cycle each.</summary>
    public int Iterations { get; set; }

    /// <summary>Launches.</summary>
    public int Launches { get; set; }
}
