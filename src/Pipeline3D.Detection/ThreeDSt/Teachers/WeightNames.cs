using System.Text.RegularExpressions;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>How others call the layers of 3D-ST's network.</summary>
internal static partial class WeightNames
{
    private static readonly Dictionary<string, string> Theirs = new(StringComparer.Ordinal)
    {
        ["initial_mlp.fc"] = "reduce.0",
        ["local_agg_1.shared_mlp.fc"] = "lfa1.geometry.0",
        ["local_agg_2.shared_mlp.fc"] = "lfa2.geometry.0",
        ["final_mlp.fc"] = "expand.0",
        ["identity_mlp.fc"] = "shortcut.0",
    };

    /// <summary>Our name of a tensor; null for tensors that are no part of the network, such as a decoder's or an
    /// optimiser's.</summary>
    public static string? Ours(string name)
    {
        Match match = Foreign().Match(name);
        if (match.Success && Theirs.TryGetValue(match.Groups["layer"].Value, out string? layer))
            return $"blocks.{match.Groups["block"].Value}.{layer}.{match.Groups["part"].Value}";
        return Own().Match(name) is { Success: true } own ? own.Groups["name"].Value : null;
    }

    [GeneratedRegex(@"(^|\.)residual_blocks\.(?<block>\d+)\.(?<layer>.+)\.(?<part>weight|bias)$")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^(?:(?:teacher|student|module|model)\.)?(?<name>(?:blocks\.\d+|head)\..+\.(?:weight|bias))$")]
    private static partial Regex Own();
}
