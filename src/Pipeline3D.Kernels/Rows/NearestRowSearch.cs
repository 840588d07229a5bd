using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Algorithms.ScanReduceOperations;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Rows;

/// <summary>The nearest bank row of every query that comes after those found before; a group looks through the bank
/// for one query after the other.</summary>
/// <remarks>Run k times it gives the k nearest, ascending.</remarks>
internal struct NearestRowSearch
{
    /// <summary>The bank column by column; shape [Columns, Rows].</summary>
    public ArrayView<float> Bank;

    /// <summary>Shape [q, Columns].</summary>
    public ArrayView<float> Queries;

    /// <summary>Squared distance and row as <see cref="SortKey.ForMinimum"/>; shape [q, K]; columns below
    /// <see cref="Rank"/> are found; this run writes the one of the rank.</summary>
    public ArrayView<ulong> Keys;

    public int Count;

    public int Rows;

    public int Columns;

    public int K;

    /// <summary>Which neighbour is looked for, from 0.</summary>
    public int Rank;

    [Kernel]
    public static void Run(NearestRowSearch args)
    {
        for (int query = Grid.IdxX; query < args.Count; query += Grid.DimX)
        {
            long slot = ((long)query * args.K) + args.Rank;
            ulong best = ulong.MaxValue, before = args.Rank == 0 ? 0 : args.Keys[slot - 1];
            RowDistance apart = default;
            apart.Left = args.Bank;
            apart.LeftStep = args.Rows;
            apart.Right = args.Queries;
            apart.RightStart = (long)query * args.Columns;
            apart.RightStep = 1;
            for (int row = Group.IdxX; row < args.Rows; row += Group.DimX)
            {
                apart.LeftStart = row;
                ulong key = SortKey.ForMinimum(apart.Squared(args.Columns), row);
                if ((args.Rank == 0 || key > before) && key < best)
                    best = key;
            }
            best = GroupExtensions.Reduce<ulong, MinUInt64>(best);
            if (Group.IsFirstThread)
                args.Keys[slot] = best;
            // The shared memory of the reduction serves the next query.
            Group.Barrier();
        }
    }
}
