using ILGPU;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Planes;

/// <summary>Marks the points near a plane, measured in double; one index per point.</summary>
internal struct PlaneMark
{
    public CloudView Cloud;

    /// <summary>1 for a point near the plane, else 0; shape [n]; overwritten.</summary>
    public ArrayView<byte> Within;

    public double A, B, C, D;

    /// <summary>A point strictly closer than this is near.</summary>
    public double Threshold;

    [Kernel]
    public static void Run(Index1D index, PlaneMark args) => args.Within[index] = (byte)(Math.Abs(
        (args.A * args.Cloud.X[index]) + (args.B * args.Cloud.Y[index]) + (args.C * args.Cloud.Z[index]) + args.D)
        < args.Threshold ? 1 : 0);
}
