using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>Sizes of networks of stages as the layouts of a description say them.</summary>
internal static class StagesFile
{
    /// <summary>The sizes of a network.</summary>
    /// <param name="task">The group.</param>
    /// <param name="key">An input of weights with stages that halve.</param>
    /// <param name="stages">What the names of its stages begin with.</param>
    /// <param name="samples">What goes in; [b, channels, extent].</param>
    /// <param name="code">Numbers of a code.</param>
    /// <exception cref="UsageException">They make no network.</exception>
    public static StagesShape Shape(NetTask task, string key, string stages, Tensor samples, int code)
    {
        var flat = new FlatParameters(task, task.Input(key));
        var widths = new List<int>();
        while (flat.Has($"{stages}{widths.Count + 1}.weight"))
            widths.Add(flat.Shape($"{stages}{widths.Count + 1}.weight")[0]);
        var shape = new StagesShape([.. samples.shape[2..].Select(side => checked((int)side))], [.. widths], code,
            checked((int)samples.shape[1]));
        return shape.Problem is { } problem ? throw task.Error($"'{key}': {problem}") : shape;
    }

    /// <summary>The weights of a network.</summary>
    /// <param name="task">The group.</param>
    /// <param name="key">The input.</param>
    /// <param name="layout">The network; the input must hold all of it.</param>
    public static float[] Weights(NetTask task, string key, FlatLayout layout)
    {
        var weights = new float[layout.Count];
        FlatParameters.Fill(task, key, layout, weights, _ => true);
        return weights;
    }

    /// <summary>A size of a part of a layout.</summary>
    /// <exception cref="UsageException">There is none such.</exception>
    public static int SizeOf(NetTask task, string key, string name, int axis)
    {
        var flat = new FlatParameters(task, task.Input(key));
        return flat.Has(name) && flat.Shape(name).Length > axis ? flat.Shape(name)[axis]
            : throw task.Error($"the layout of '{key}' names no parameter '{name}'");
    }
}
