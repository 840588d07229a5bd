using ILGPU;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Normals;

/// <summary>The surface normal of every point's neighbourhood, turned as wanted; one index per point, in the order of
/// the cells.</summary>
/// <remarks>Sums in double and in the order of the neighbours, as Geometry's normals.</remarks>
internal struct NormalEstimate
{
    /// <summary>Coordinates by point; shape [n] each.</summary>
    public CloudView Cloud;

    /// <summary>Point of every slot; shape [n].</summary>
    public ArrayView<int> Members;

    /// <summary>Neighbours; shape [K, n], by slot.</summary>
    public ArrayView<ulong> Keys;

    /// <summary>Unit normals by point; shape [n] each; overwritten.</summary>
    public CloudView Normals;

    /// <summary>Number of points n.</summary>
    public int Count;

    /// <summary>Neighbours per point, at most.</summary>
    public int K;

    /// <summary>1 towards the place, -1 away from it, 0 as it comes.</summary>
    public int Sign;

    /// <summary>The place.</summary>
    public Vector3d Place;

    [Kernel]
    public static void Run(Index1D index, NormalEstimate args)
    {
        int point = args.Members[index], count = 0;
        double x = 0, y = 0, z = 0;
        for (; count < args.K; count++)
        {
            ulong key = args.Keys[((long)count * args.Count) + index];
            if (key == CellShells.Empty)
                break;
            int neighbour = SortKey.IndexOfMinimum(key);
            x += args.Cloud.X[neighbour];
            y += args.Cloud.Y[neighbour];
            z += args.Cloud.Z[neighbour];
        }
        Vector3d normal = new(0, 0, 1);
        if (count >= 3)
        {
            x /= count;
            y /= count;
            z /= count;
            double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
            for (int i = 0; i < count; i++)
            {
                int neighbour = SortKey.IndexOfMinimum(args.Keys[((long)i * args.Count) + index]);
                double dx = args.Cloud.X[neighbour] - x, dy = args.Cloud.Y[neighbour] - y,
                    dz = args.Cloud.Z[neighbour] - z;
                xx += dx * dx;
                xy += dx * dy;
                xz += dx * dz;
                yy += dy * dy;
                yz += dy * dz;
                zz += dz * dz;
            }
            normal = LeastSpread.Of(xx, xy, xz, yy, yz, zz);
        }
        float nx = (float)normal.X, ny = (float)normal.Y, nz = (float)normal.Z;
        if (args.Sign != 0)
        {
            double product = (nx * args.Sign * (args.Place.X - args.Cloud.X[point]))
                + (ny * args.Sign * (args.Place.Y - args.Cloud.Y[point]))
                + (nz * args.Sign * (args.Place.Z - args.Cloud.Z[point]));
            if (product < 0)
            {
                nx = -nx;
                ny = -ny;
                nz = -nz;
            }
        }
        args.Normals.X[point] = nx;
        args.Normals.Y[point] = ny;
        args.Normals.Z[point] = nz;
    }
}
