namespace Pipeline3D.Cli.Tests.Net;

/// <summary>Shape-Guided's encoder and field once more, as plain loops in double: gradients by place are carried
/// forward beside each number, those of the weights are differences.</summary>
/// <param name="widths">Of the encoder's three layers a point.</param>
/// <param name="middle">Of its layer behind the largest values.</param>
/// <param name="code">Numbers of a code.</param>
/// <param name="hidden">Width of the field.</param>
/// <param name="layers">Of the field, by direction and length.</param>
internal sealed class SurfaceByHand(int[] widths, int middle, int code, int hidden, int layers)
{
    private const double NormGuard = 1e-5, LengthGuard = 1e-12, Momentum = 0.1;

    /// <summary>The encoder's tensors, running statistics last.</summary>
    public (string Name, int[] Shape)[] Encoder { get; } =
    [
        ("conv1.weight", [widths[0], 3, 1]), ("conv1.bias", [widths[0]]),
        ("conv2.weight", [widths[1], widths[0], 1]), ("conv2.bias", [widths[1]]),
        ("conv3.weight", [widths[2], widths[1], 1]), ("conv3.bias", [widths[2]]),
        ("fc1.weight", [middle, widths[2]]), ("fc1.bias", [middle]),
        ("fc2.weight", [code, middle]), ("fc2.bias", [code]),
        .. Norms("weight", "bias", [.. widths, middle, code]),
        .. Norms("running_mean", "running_var", [.. widths, middle, code]),
    ];

    /// <summary>The field's tensors.</summary>
    public (string Name, int[] Shape)[] Field { get; } =
    [
        ("fc1.weight", [hidden, code]), ("fc1.bias", [hidden]), ("fc2.weight", [hidden, 3]), ("fc2.bias", [hidden]),
        ("fc3.weight", [hidden, 2 * hidden]), ("fc3.bias", [hidden]),
        .. Enumerable.Range(0, layers).Select(i => ($"v.{i}", new[] { hidden, hidden })),
        .. Enumerable.Range(0, layers).Select(i => ($"g.{i}", new[] { hidden, 1 })),
        .. Enumerable.Range(0, layers).Select(i => ($"bias.{i}", new[] { hidden })),
        ("fc5.weight", [1, hidden]), ("fc5.bias", [1]),
    ];

    /// <summary>Everything of one pass.</summary>
    /// <param name="weights">By <c>encoder.NAME</c> and <c>field.NAME</c>; running statistics are moved on.</param>
    /// <param name="patches">Shape [n][points][3].</param>
    /// <param name="places">Of the same shape.</param>
    /// <param name="branches">Which way ReLUs and largest values went before, or where that is kept.</param>
    public Pass Run(Dictionary<string, double[]> weights, double[][][] patches, double[][][] places,
        Branches branches)
    {
        double[][] rows = [.. patches.SelectMany(patch => patch)];
        for (int i = 0; i < 3; i++)
            rows = Normed(weights, i, Dense(weights, $"encoder.conv{i + 1}", rows), i < 2 ? branches : null);
        int points = patches[0].Length;
        double[][] codes = [.. patches.Select((_, at) => Largest(rows[(at * points)..((at + 1) * points)], branches))];
        codes = Normed(weights, 3, Dense(weights, "encoder.fc1", codes), branches);
        codes = Normed(weights, 4, Dense(weights, "encoder.fc2", codes), branches);
        var pass = new Pass([], [], [], [], 0);
        pass.Code.AddRange(codes.SelectMany(row => row));
        double sum = 0;
        for (int patch = 0; patch < patches.Length; patch++)
            foreach ((double[] place, double[] target) in places[patch].Zip(patches[patch]))
            {
                double[] told = Distance(weights, codes[patch], place, branches), gradient = told[1..];
                double length = Length(gradient);
                double[] pulled = [.. place.Zip(gradient, (at, slope) => at - (told[0] * slope / length))];
                pass.Distance.Add(told[0]);
                pass.Gradient.AddRange(gradient);
                pass.Pulled.AddRange(pulled);
                sum += Length([.. pulled.Zip(target, (to, wanted) => to - wanted)]);
            }
        return pass with { Loss = sum / pass.Distance.Count };
    }

    // The distance, and its gradient by the place: every number stands before its three slopes.
    private double[] Distance(Dictionary<string, double[]> weights, double[] code, double[] place, Branches branches)
    {
        double[][] first = Opened(Dense(weights, "field.fc2", Columns(place), slopes: true), branches),
            told = Opened(Dense(weights, "field.fc1", [code]), branches);
        // The code does not depend on the place.
        double[][] rows = [[.. first[0], .. told[0]], .. first[1..].Select(slope
            => (double[])[.. slope, .. new double[hidden]])];
        rows = Opened(Dense(weights, "field.fc3", rows, slopes: true), branches);
        for (int layer = 0; layer < layers; layer++)
        {
            double[] direction = weights[$"field.v.{layer}"], lengths = weights[$"field.g.{layer}"];
            var weight = new double[hidden * hidden];
            for (int row = 0; row < hidden; row++)
            {
                double squared = 0;
                for (int column = 0; column < hidden; column++)
                    squared += direction[(row * hidden) + column] * direction[(row * hidden) + column];
                for (int column = 0; column < hidden; column++)
                    weight[(row * hidden) + column] = lengths[row] * direction[(row * hidden) + column]
                        / Math.Sqrt(squared);
            }
            rows = Opened(Dense(weight, weights[$"field.bias.{layer}"], rows, slopes: true), branches);
        }
        return [.. Dense(weights, "field.fc5", rows, slopes: true).Select(row => row[0])];
    }

    private static double[][] Columns(double[] place) => [place, [1, 0, 0], [0, 1, 0], [0, 0, 1]];

    private static double[][] Dense(Dictionary<string, double[]> weights, string name, double[][] rows,
        bool slopes = false) => Dense(weights[$"{name}.weight"], weights[$"{name}.bias"], rows, slopes);

    // Slopes stand behind the first row; what is added to it is not added to them.
    private static double[][] Dense(double[] weight, double[] bias, double[][] rows, bool slopes)
        => [.. rows.Select((row, at) => (double[])[.. bias.Select((constant, output) =>
        {
            double sum = slopes && at > 0 ? 0 : constant;
            for (int input = 0; input < row.Length; input++)
                sum += weight[(output * row.Length) + input] * row[input];
            return sum;
        })])];

    // ReLU: where the first row is open, it and its slopes go on.
    private static double[][] Opened(double[][] rows, Branches branches)
    {
        int[] open = [.. rows[0].Select(number => branches.Next(() => number > 0 ? 1 : 0))];
        return [.. rows.Select(row => (double[])[.. row.Zip(open, (number, gate) => number * gate)])];
    }

    private static double[] Largest(double[][] rows, Branches branches) => [.. rows[0].Select((_, column)
        => rows[branches.Next(() => Enumerable.Range(0, rows.Length).MaxBy(row => rows[row][column]))][column])];

    private static double[][] Normed(Dictionary<string, double[]> weights, int norm, double[][] rows,
        Branches? branches)
    {
        string name = $"encoder.bn{norm + 1}";
        double[][] result = [.. rows.Select(row => (double[])row.Clone())];
        for (int column = 0; column < rows[0].Length; column++)
        {
            int at = column;
            double mean = rows.Average(row => row[at]), squares = rows.Sum(row => (row[at] - mean) * (row[at] - mean)),
                scale = weights[$"{name}.weight"][at] / Math.Sqrt((squares / rows.Length) + NormGuard);
            foreach (double[] row in result)
                row[at] = ((row[at] - mean) * scale) + weights[$"{name}.bias"][at];
            Move(weights[$"{name}.running_mean"], mean);
            Move(weights[$"{name}.running_var"], squares / (rows.Length - 1));

            void Move(double[] kept, double now) => kept[at] += Momentum * (now - kept[at]);
        }
        return branches is null ? result : [.. result.Select(row => Opened([row], branches)[0])];
    }

    private static double Length(double[] row) => Math.Sqrt(row.Sum(number => number * number) + LengthGuard);

    private static IEnumerable<(string, int[])> Norms(string first, string second, int[] sizes)
        => sizes.SelectMany((size, at) => new[] { ($"bn{at + 1}.{first}", new[] { size }),
            ($"bn{at + 1}.{second}", [size]) });

    /// <summary>What a pass gives, in the order of patches and places.</summary>
    internal sealed record Pass(List<double> Code, List<double> Distance, List<double> Gradient, List<double> Pulled,
        double Loss);

    /// <summary>Which way a pass went at its ReLUs and largest values, to be gone again: differences of a function with
    /// kinks are those of the smooth piece that the numbers lie in.</summary>
    internal sealed class Branches
    {
        private readonly List<int> _taken = [];
        private int _at = -1;

        /// <summary>The way that is kept, else the one found now.</summary>
        public int Next(Func<int> found)
        {
            if (_at >= 0)
                return _taken[_at++];
            _taken.Add(found());
            return _taken[^1];
        }

        /// <summary>From the beginning again.</summary>
        public Branches Again()
        {
            _at = 0;
            return this;
        }
    }
}
