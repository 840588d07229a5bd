using System.Globalization;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Cli.Net;

/// <summary>The fixed orders of channels of AST's teacher.</summary>
[NetGroup("ast_permutations", Summary = "The fixed orders of channels before the blocks of AST's teacher.")]
internal sealed class AstPermutationsNet : NetGroup
{
    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("perm_CN_seedK", "output [N]: the permutation of N channels by seed K"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("note");
        foreach (NetFile file in task.Files)
        {
            if (file.Key.Split('_') is not ["perm", ['C', .. var channels], ['s', 'e', 'e', 'd', .. var seed]]
                || !int.TryParse(channels, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                || count is < 1 or > 1 << 20
                || !uint.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
                throw task.Error($"'{file.Key}' must be perm_C, a number of channels of 1 to 1048576, _seed, a seed");
            task.Write(file.Key, Array.ConvertAll(NumpyPermutation.Of(number, count), place => (float)place), count);
        }
    }
}
