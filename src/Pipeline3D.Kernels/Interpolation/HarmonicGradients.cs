using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>Conjugate gradients for the pixels, with the multigrid cycle as preconditioner; works in groups, which
/// leave one partial sum each.</summary>
/// <remarks>The numbers that steer it stay on the device: a single group adds the partial sums in a fixed order and
/// derives them, so that nothing waits for the host.</remarks>
internal struct HarmonicGradients
{
    /// <summary>The pixels: the residual is the right-hand side of the cycle, its solution the preconditioned
    /// residual.</summary>
    public HarmonicLevel Level;

    /// <summary>Scores of known pixels, the solution so far of the unknown ones; by place.</summary>
    public ArrayView<double> Field;

    /// <summary>The last direction, the next one, and what the matrix makes of it; by place.</summary>
    public ArrayView<double> Direction, Next, Image;

    /// <summary>One sum per group.</summary>
    public ArrayView<double> Partials;

    /// <summary>See <see cref="HarmonicScalars"/>.</summary>
    public ArrayView<double> Scalars;

    /// <summary>The residual of a field whose unknowns are 0, and its squares.</summary>
    [Kernel]
    public static void Start(HarmonicGradients args)
    {
        double sum = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Level.Cells.Length; i += Grid.DimX * Group.DimX)
        {
            int place = args.Level.Cells[i];
            double residual = args.Field[place + 1] + args.Field[place - 1] + args.Field[place + args.Level.Stride]
                + args.Field[place - args.Level.Stride];
            args.Level.Residual[place] = residual;
            sum += residual * residual;
        }
        args.Leave(sum);
    }

    /// <summary>Product of the residual and the preconditioned one.</summary>
    [Kernel]
    public static void Product(HarmonicGradients args)
    {
        double sum = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Level.Cells.Length; i += Grid.DimX * Group.DimX)
        {
            int place = args.Level.Cells[i];
            sum += args.Level.Residual[place] * args.Level.Solution[place];
        }
        args.Leave(sum);
    }

    /// <summary>The next direction, its image, and their product.</summary>
    [Kernel]
    public static void Turn(HarmonicGradients args)
    {
        double sum = 0;
        for (int i = Grid.GlobalIndex.X; i < args.Level.Cells.Length; i += Grid.DimX * Group.DimX)
        {
            int place = args.Level.Cells[i];
            double own = args.Turned(place);
            double image = (args.Level.Diagonal[place] * own) - (args.Turned(place + 1) + args.Turned(place - 1)
                + args.Turned(place + args.Level.Stride) + args.Turned(place - args.Level.Stride));
            args.Next[place] = own;
            args.Image[place] = image;
            sum += own * image;
        }
        args.Leave(sum);
    }

    /// <summary>Moves along the direction, and the squares of the new residual.</summary>
    [Kernel]
    public static void Move(HarmonicGradients args)
    {
        double sum = 0, step = args.Scalars[HarmonicScalars.Step];
        for (int i = Grid.GlobalIndex.X; i < args.Level.Cells.Length; i += Grid.DimX * Group.DimX)
        {
            int place = args.Level.Cells[i];
            args.Field[place] += step * args.Next[place];
            double residual = args.Level.Residual[place] - (step * args.Image[place]);
            args.Level.Residual[place] = residual;
            sum += residual * residual;
        }
        args.Leave(sum);
    }

    // Computed again for every neighbour, which costs less than a pass of its own.
    private readonly double Turned(int place)
        => Level.Solution[place] + (Scalars[HarmonicScalars.Share] * Direction[place]);

    private readonly void Leave(double sum)
    {
        sum = GroupExtensions.Reduce<double, AddDouble>(sum);
        if (Group.IsFirstThread)
            Partials[Grid.IdxX] = sum;
    }
}
