using TorchSharp;
using static TorchSharp.torch;

namespace NetworkProbe;

/// <summary>Tensors that fit hardly any layer: every rank, no elements, other types, NaN, indices out of
/// range.</summary>
internal static class HostileInputs
{
    public static IReadOnlyList<(string Name, Tensor Value)> Make()
    {
        Tensor nan = full([2, 4, 8, 8], double.NaN, ScalarType.Float32);
        return
        [
            ("scalar", tensor(1f)), ("[0]", zeros(0)), ("[3]", ones(3)), ("[4]", ones(4)), ("[2,3]", ones(2, 3)),
            ("[2,4]", ones(2, 4)), ("[2,4,5]", ones(2, 4, 5)), ("[2,4,8,8]", ones(2, 4, 8, 8)), ("NaN", nan),
            ("[2,4,4,4,4]", ones([2L, 4, 4, 4, 4])), ("[0,4]", zeros(0, 4)),
            ("[1,1,1,1,1,1,1]", ones([1L, 1, 1, 1, 1, 1, 1])),
            ("int64", tensor(new long[] { 0, 1, 2, 3 }, [2, 2])), ("int64 beyond", tensor([1L << 40, -7L])),
            ("bool", ones(2, 4) > 0), ("complex", zeros(2, 4, ScalarType.ComplexFloat32)),
            ("float64", ones(2, 4, ScalarType.Float64)), ("infinite", full([2, 4], float.PositiveInfinity)),
        ];
    }
}
