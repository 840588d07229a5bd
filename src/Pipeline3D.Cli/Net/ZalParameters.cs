using System.Collections.Immutable;
using Pipeline3D.Detection.ThreeDzAl;
using Pipeline3D.Networks.PointNet2;

namespace Pipeline3D.Cli.Net;

/// <summary>Weights of 3DzAL's networks in the layouts of a description, and the networks of their sizes.</summary>
/// <param name="Networks">The networks.</param>
/// <param name="Weights">Their numbers; a learning step changes them.</param>
internal sealed record ZalParameters(PatchNetworks Networks, float[] Weights)
{
    /// <summary>Reads what the description names: C_w always, E_theta where levels are given.</summary>
    /// <param name="task">The group.</param>
    /// <param name="levels">Centres, radius and samples of E_theta's levels; none where it is not there.</param>
    public static ZalParameters Of(NetTask task,
        ImmutableArray<(int Centres, double Radius, int Samples)> levels)
    {
        var judge = new FlatParameters(task, task.Input("params_C"));
        PatchEncoderShape? encoder = null;
        if (levels.Length > 0)
        {
            var flat = new FlatParameters(task, task.Input("params_E"));
            encoder = new PatchEncoderShape
            {
                Levels = [.. levels.Select((level, i) => new SetLevel(level.Centres, level.Radius, level.Samples,
                    Widths(task, flat, $"sa{i + 1}.convs")))],
                Whole = Widths(task, flat, $"sa{levels.Length + 1}.convs"), Length = First(task, flat, "fc.weight"),
            };
        }
        var networks = new PatchNetworks(encoder, new PatchClassifierShape
        {
            Widths = Widths(task, judge, "conv"), Hidden = First(task, judge, "fc1.weight"),
        });
        float[] weights = networks.Draw(0);
        // A description may be of C_w alone.
        FlatParameters.Fill(task, "params_C", networks.Layout, weights, _ => false);
        if (levels.Length > 0)
            FlatParameters.Fill(task, "params_E", networks.Layout, weights, _ => false);
        return new ZalParameters(networks, weights);
    }

    private static ImmutableArray<int> Widths(NetTask task, FlatParameters flat, string layer)
    {
        var widths = ImmutableArray.CreateBuilder<int>();
        while (flat.Has($"{layer}.{widths.Count}.weight"))
            widths.Add(flat.Shape($"{layer}.{widths.Count}.weight")[0]);
        return widths.Count > 0 ? widths.ToImmutable() : throw task.Error($"the layout names no '{layer}.0.weight'");
    }

    private static int First(NetTask task, FlatParameters flat, string name) => flat.Has(name) ? flat.Shape(name)[0]
        : throw task.Error($"the layout names no '{name}'");
}
