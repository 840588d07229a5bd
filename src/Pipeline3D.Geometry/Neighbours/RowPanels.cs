using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Geometry.Neighbours;

/// <summary>Feature rows turned so that sixteen of them are measured against a query at once, one per lane.</summary>
/// <remarks>A panel is columns x 16 values. Each lane adds its squared differences in the order of <see
/// cref="PaddedRows.SquaredDistance"/>, so the distances are the same bit by bit, and no sum runs across lanes. Empty
/// lanes hold NaN and are near to nothing.</remarks>
internal sealed class RowPanels
{
    /// <summary>Rows of a panel.</summary>
    public const int Lanes = 16;

    private const int Sums = 8;
    private readonly float[] _values;

    /// <summary>Lays out rows.</summary>
    /// <param name="rows">Where they come from.</param>
    /// <param name="members">Row of every lane, sixteen a panel; -1 for an empty lane.</param>
    public RowPanels(FeatureMatrix rows, int[] members)
    {
        (Members, Stride) = (members, (rows.Columns + Sums - 1) / Sums * Sums);
        Count = members.Length / Lanes;
        _values = new float[checked(members.Length * Stride)];
        for (int slot = 0; slot < members.Length; slot++)
        {
            int start = (slot / Lanes * Stride * Lanes) + (slot % Lanes);
            for (int column = 0; column < Stride; column++)
                _values[start + (column * Lanes)] = members[slot] < 0 ? float.NaN
                    : column < rows.Columns ? rows.Row(members[slot])[column] : 0;
        }
    }

    /// <summary>Number of panels.</summary>
    public int Count { get; }

    /// <summary>Length of a query: the columns, filled up with zeros to a multiple of eight.</summary>
    public int Stride { get; }

    /// <summary>Row of every lane; -1 for an empty one.</summary>
    public int[] Members { get; }

    /// <summary>Squared distances of the sixteen rows of a panel to a query.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="query">Of <see cref="Stride"/> values.</param>
    /// <param name="limit">When the first columns alone exceed it in every lane, the sums so far are given: they
    /// exceed it too.</param>
    public Vector512<float> SquaredDistances(int panel, ReadOnlySpan<float> query, float limit = float.PositiveInfinity)
    {
        ref float row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), panel * Stride * Lanes);
        ref float value = ref MemoryMarshal.GetReference(query[..Stride]);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector512<float> s4 = default, s5 = default, s6 = default, s7 = default;
        for (int i = 0; i < Stride; i += Sums)
        {
            s0 += Square(ref row, ref value, i);
            s1 += Square(ref row, ref value, i + 1);
            s2 += Square(ref row, ref value, i + 2);
            s3 += Square(ref row, ref value, i + 3);
            s4 += Square(ref row, ref value, i + 4);
            s5 += Square(ref row, ref value, i + 5);
            s6 += Square(ref row, ref value, i + 6);
            s7 += Square(ref row, ref value, i + 7);
            // A sum of squares only grows, also when it is rounded.
            if (Vector512.GreaterThanAll(((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)), Vector512.Create(limit)))
                break;
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Square(ref float row, ref float query, int column)
    {
        Vector512<float> difference = Vector512.LoadUnsafe(ref row, (nuint)(column * Lanes))
            - Vector512.Create(Unsafe.Add(ref query, column));
        return difference * difference;
    }
}
