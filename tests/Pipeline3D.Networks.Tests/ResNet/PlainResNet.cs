using Pipeline3D.Networks.ResNet;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Networks.Tests.ResNet;

/// <summary>A residual network in loops, in double, on one picture; its blocks are told by the names of the
/// tensors.</summary>
internal sealed class PlainResNet(FlatLayout layout, float[] weights, bool byBatch)
{
    private const double Epsilon = 1e-5;

    public List<PlainMap> Taps(ResNetShape shape, PlainMap picture)
    {
        PlainMap at = MaxPool(Rectified(Convolve(picture, "conv1", "bn1", 2, 3, 1)));
        var taps = new List<PlainMap> { at };
        for (int stage = 1; stage <= shape.Stages; stage++)
        {
            for (int block = 0; block < shape.Blocks[stage - 1]; block++)
                at = Block(at, shape, $"layer{stage}.{block}", stage > 1 && block == 0 ? 2 : 1);
            taps.Add(at);
        }
        return taps;
    }

    private PlainMap Block(PlainMap input, ResNetShape shape, string name, int stride)
    {
        bool isBasic = shape.Block == ResNetBlock.Basic;
        PlainMap inner = Rectified(Convolve(input, $"{name}.conv1", $"{name}.bn1", isBasic ? stride : 1,
            isBasic ? 1 : 0, 1));
        PlainMap output = isBasic ? Convolve(inner, $"{name}.conv2", $"{name}.bn2", 1, 1, 1)
            : Convolve(Rectified(Convolve(inner, $"{name}.conv2", $"{name}.bn2", stride, 1, shape.Groups)),
                $"{name}.conv3", $"{name}.bn3", 1, 0, 1);
        PlainMap beside = layout.Parts.Any(part => part.Name == $"{name}.downsample.0.weight")
            ? Convolve(input, $"{name}.downsample.0", $"{name}.downsample.1", stride, 0, 1) : input;
        return Rectified(output with { Values = [.. output.Values.Zip(beside.Values, (a, b) => a + b)] });
    }

    private PlainMap Convolve(PlainMap input, string convolution, string norm, int stride, int padding, int groups)
    {
        FlatPart part = layout[$"{convolution}.weight"];
        ReadOnlySpan<float> filter = part.Of((ReadOnlySpan<float>)weights);
        int to = (int)part.Shape[0], from = (int)part.Shape[1], side = (int)part.Shape[2];
        int height = ((input.Height + (2 * padding) - side) / stride) + 1,
            width = ((input.Width + (2 * padding) - side) / stride) + 1;
        var output = new PlainMap(to, height, width, new double[to * height * width]);
        for (int channel = 0; channel < to; channel++)
            for (int row = 0; row < height; row++)
                for (int column = 0; column < width; column++)
                {
                    double sum = 0;
                    for (int k = 0; k < from * side * side; k++)
                    {
                        int source = (channel / (to / groups) * from) + (k / (side * side)),
                            y = (row * stride) - padding + (k / side % side),
                            x = (column * stride) - padding + (k % side);
                        if (y >= 0 && y < input.Height && x >= 0 && x < input.Width)
                            sum += filter[(channel * from * side * side) + k] * input.Of(source, y, x);
                    }
                    output.Values[(((channel * height) + row) * width) + column] = sum;
                }
        return Normed(output, norm);
    }

    private PlainMap Normed(PlainMap map, string norm)
    {
        int size = map.Height * map.Width;
        for (int channel = 0; channel < map.Channels; channel++)
        {
            Span<double> values = map.Values.AsSpan(channel * size, size);
            double mean = byBatch ? Mean(values) : One($"{norm}.running_mean", channel), variance = 0;
            foreach (double value in values)
                variance += (value - mean) * (value - mean) / size;
            if (!byBatch)
                variance = One($"{norm}.running_var", channel);
            double scale = One($"{norm}.weight", channel) / Math.Sqrt(variance + Epsilon);
            foreach (ref double value in values)
                value = ((value - mean) * scale) + One($"{norm}.bias", channel);
        }
        return map;
    }

    private double One(string name, int channel) => layout[name].Of((ReadOnlySpan<float>)weights)[channel];

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    private static PlainMap Rectified(PlainMap map)
        => map with { Values = Array.ConvertAll(map.Values, value => Math.Max(0, value)) };

    private static PlainMap MaxPool(PlainMap map)
    {
        int height = (map.Height + 1) / 2, width = (map.Width + 1) / 2;
        var values = new double[map.Channels * height * width];
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / (height * width), row = i / width % height, column = i % width;
            values[i] = (from y in Enumerable.Range((2 * row) - 1, 3) from x in Enumerable.Range((2 * column) - 1, 3)
                where y >= 0 && y < map.Height && x >= 0 && x < map.Width select map.Of(channel, y, x)).Max();
        }
        return new PlainMap(map.Channels, height, width, values);
    }
}

/// <summary>Channels of a picture, row by row.</summary>
internal sealed record PlainMap(int Channels, int Height, int Width, double[] Values)
{
    public double Of(int channel, int row, int column) => Values[(((channel * Height) + row) * Width) + column];
}
