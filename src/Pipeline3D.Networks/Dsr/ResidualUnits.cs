using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Dsr;

/// <summary>Two residual units, x + conv1(relu(conv3(relu(x)))), and a relu behind them.</summary>
internal static class ResidualUnits
{
    private const int Count = 2;

    public static void AddTo(FlatLayout layout, string name, int width, int inner)
    {
        for (int i = 0; i < Count; i++)
            layout.Add($"{name}.{i}.a.weight", inner, width, 3, 3).Add($"{name}.{i}.b.weight", width, inner, 1, 1);
    }

    public static Tensor Run(FlatTensors weights, string name, Tensor pictures)
    {
        for (int i = 0; i < Count; i++)
            pictures = pictures.add(weights.Convolve(weights.Convolve(pictures.relu(), $"{name}.{i}.a", padding: 1)
                .relu(), $"{name}.{i}.b"), HeldScalars.One);
        return pictures.relu();
    }
}
