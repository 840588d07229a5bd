using Pipeline3D.Networks.EfficientNet;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.Tests.EfficientNet;

/// <summary>Maps in double; numbers of shape [Channels, Height, Width].</summary>
internal sealed record PlainMaps(int Channels, int Height, int Width, double[] Numbers)
{
    public PlainMaps Each(Func<double, double> change) => this with { Numbers = Array.ConvertAll(Numbers, x => change(x)) };
}

/// <summary>An EfficientNet as loops over the formulas of its paper, in double.</summary>
internal sealed class PlainEfficientNet(FlatLayout layout, float[] weights)
{
    private const double Epsilon = 1e-3;

    public PlainMaps Stem(PlainMaps picture) => Norm(Convolve(picture, "_conv_stem", 2), "_bn0").Each(Swish);

    public PlainMaps Run(PlainMaps input, EfficientNetBlock block)
    {
        PlainMaps at = block.Expansion == 1 ? input
            : Norm(Convolve(input, $"{block.Name}._expand_conv", 1), $"{block.Name}._bn0").Each(Swish);
        at = Norm(Convolve(at, $"{block.Name}._depthwise_conv", block.Stride), $"{block.Name}._bn1").Each(Swish);
        var mean = new PlainMaps(at.Channels, 1, 1, [.. at.Numbers.Chunk(at.Height * at.Width).Select(map => map.Average())]);
        PlainMaps gate = Convolve(Convolve(mean, $"{block.Name}._se_reduce", 1).Each(Swish), $"{block.Name}._se_expand", 1)
            .Each(Sigmoid);
        at = at with { Numbers = [.. at.Numbers.Select((x, i) => x * gate.Numbers[i / (at.Height * at.Width)])] };
        at = Norm(Convolve(at, $"{block.Name}._project_conv", 1), $"{block.Name}._bn2");
        return block.Stride == 1 && block.Input == block.Output
            ? at with { Numbers = [.. at.Numbers.Zip(input.Numbers, (a, b) => a + b)] } : at;
    }

    public double[] Classify(PlainMaps at, int classes)
    {
        at = Norm(Convolve(at, "_conv_head", 1), "_bn1").Each(Swish);
        double[] means = [.. at.Numbers.Chunk(at.Height * at.Width).Select(map => map.Average())];
        return [.. Enumerable.Range(0, classes).Select(i => layout["_fc.bias"].Of(weights)[i] + means.Select((mean, j)
            => mean * layout["_fc.weight"].Of(weights)[(i * means.Length) + j]).Sum())];
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Swish(double x) => x * Sigmoid(x);

    private PlainMaps Norm(PlainMaps maps, string name) => maps with
    {
        Numbers = [.. maps.Numbers.Select((x, i) =>
        {
            int channel = i / (maps.Height * maps.Width);
            return ((x - Of("running_mean")) / Math.Sqrt(Of("running_var") + Epsilon) * Of("weight")) + Of("bias");

            double Of(string part) => layout[$"{name}.{part}"].Of(weights)[channel];
        })],
    };

    // TensorFlow's "same": as many outputs as strides fit, what is missing shared, an odd pixel at the end.
    private PlainMaps Convolve(PlainMaps maps, string name, int stride)
    {
        FlatPart filter = layout[$"{name}.weight"];
        bool hasBias = name.Contains("_se_", StringComparison.Ordinal);
        (int outputs, int from, int side) = ((int)filter.Shape[0], (int)filter.Shape[1], (int)filter.Shape[2]);
        int rows = (maps.Height + stride - 1) / stride, columns = (maps.Width + stride - 1) / stride;
        int top = Math.Max(0, ((rows - 1) * stride) + side - maps.Height) / 2,
            left = Math.Max(0, ((columns - 1) * stride) + side - maps.Width) / 2;
        var numbers = new double[outputs * rows * columns];
        for (int at = 0; at < numbers.Length; at++)
        {
            (int output, int row, int column) = (at / (rows * columns), at / columns % rows, at % columns);
            double sum = hasBias ? layout[$"{name}.bias"].Of(weights)[output] : 0;
            for (int tap = 0; tap < from * side * side; tap++)
            {
                int y = (row * stride) - top + (tap / side % side), x = (column * stride) - left + (tap % side),
                    channel = from == 1 && maps.Channels > 1 ? output : tap / (side * side);
                if (y >= 0 && y < maps.Height && x >= 0 && x < maps.Width)
                    sum += filter.Of(weights)[(output * from * side * side) + tap]
                        * maps.Numbers[(((channel * maps.Height) + y) * maps.Width) + x];
            }
            numbers[at] = sum;
        }
        return new PlainMaps(outputs, rows, columns, numbers);
    }
}
