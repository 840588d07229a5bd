using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Interpolation;

/// <summary>The numbers that steer the conjugate gradients, made of the partial sums by a single group.</summary>
/// <remarks>Once the residual is 0 both the share and the step are 0, so that iterations beyond the solution change
/// nothing.</remarks>
internal struct HarmonicScalars
{
    /// <summary>Product of the residual and the preconditioned one.</summary>
    public const int Product = 0;

    /// <summary>What the next direction keeps of the last.</summary>
    public const int Share = 1;

    /// <summary>How far to move along the direction.</summary>
    public const int Step = 2;

    /// <summary>Squared norm of the residual at the start.</summary>
    public const int FirstNorm = 3;

    /// <summary>Squared norm of the residual.</summary>
    public const int Norm = 4;

    /// <summary>How many there are.</summary>
    public const int Length = 5;

    /// <summary>One sum per group.</summary>
    public ArrayView<double> Partials;

    /// <summary>Shape [<see cref="Length"/>]; 0 before the first iteration.</summary>
    public ArrayView<double> Scalars;

    /// <summary>Where <see cref="Store"/> writes.</summary>
    public int Slot;

    [Kernel]
    public static void StoreShare(HarmonicScalars args)
    {
        double product = args.Total();
        if (!Group.IsFirstThread)
            return;
        args.Scalars[Share] = args.Scalars[Product] > 0 ? product / args.Scalars[Product] : 0;
        args.Scalars[Product] = product;
    }

    [Kernel]
    public static void StoreStep(HarmonicScalars args)
    {
        double curvature = args.Total();
        if (Group.IsFirstThread)
            args.Scalars[Step] = curvature > 0 ? args.Scalars[Product] / curvature : 0;
    }

    [Kernel]
    public static void Store(HarmonicScalars args)
    {
        double total = args.Total();
        if (Group.IsFirstThread)
            args.Scalars[args.Slot] = total;
    }

    private readonly double Total()
    {
        double sum = 0;
        for (int i = Group.IdxX; i < Partials.Length; i += Group.DimX)
            sum += Partials[i];
        return GroupExtensions.Reduce<double, AddDouble>(sum);
    }
}
