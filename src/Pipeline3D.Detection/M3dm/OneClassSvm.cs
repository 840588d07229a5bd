namespace Pipeline3D.Detection.M3dm;

/// <summary>A linear one-class support vector machine that was learnt by stochastic gradient descent.</summary>
/// <remarks>Source: sklearn 1.x, SGDOneClassSVM with its defaults, which M3DM calls: hinge loss, L2 decay, its
/// "optimal" steps, samples in an order that its own generator shuffles again before every epoch. All in double: the
/// steps of the first samples are large, and float32 leaves another model. Scores are w.x alone, so the offset is told
/// but changes no ranking.</remarks>
/// <param name="Weights">Shape [d].</param>
/// <param name="Offset">What <c>Weights.x</c> is compared with.</param>
/// <param name="Epochs">Epochs until the loss no longer fell.</param>
internal sealed record OneClassSvm(double[] Weights, double Offset, int Epochs)
{
    /// <summary>Learns weights.</summary>
    /// <param name="samples">Shape [n, d], row-major; finite.</param>
    /// <param name="columns">Numbers of a sample d.</param>
    /// <param name="options">How; null for M3DM's.</param>
    /// <param name="stop">Ends the work between epochs.</param>
    /// <exception cref="ArgumentException">There is no sample, or none is whole.</exception>
    public static OneClassSvm Fit(ReadOnlySpan<float> samples, int columns, OneClassSvmOptions? options = null,
        CancellationToken stop = default)
    {
        options ??= new OneClassSvmOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (samples.IsEmpty || samples.Length % columns != 0)
            throw new ArgumentException($"{samples.Length} numbers are no whole samples of {columns}, at least one",
                nameof(samples));
        int count = samples.Length / columns;
        double alpha = options.Nu / 2;
        // The derivative of the hinge loss is -1 where it is taken, so the first step is alpha^(-1/4).
        double first = Math.Pow(alpha, -0.25), t0 = 1 / (first * alpha), best = double.PositiveInfinity, bias = 1;
        var weights = new double[columns];
        int[] order = [.. Enumerable.Range(0, count)];
        int worse = 0, epoch = 0;
        for (long t = 1; epoch < options.EpochsLimit && worse < options.Patience; epoch++)
        {
            stop.ThrowIfCancellationRequested();
            Shuffle(order, options.ShuffleSeed);
            double loss = 0;
            foreach (int sample in order)
            {
                ReadOnlySpan<float> x = samples.Slice(sample * columns, columns);
                double margin = Dot(weights, x) + bias, eta = 1 / (alpha * (t0 + t - 1));
                loss += Math.Max(0, 1 - margin);
                double keep = Math.Max(0, 1 - (eta * alpha)), step = margin <= 1 ? eta : 0;
                for (int i = 0; i < columns; i++)
                    weights[i] = (keep * weights[i]) + (step * x[i]);
                bias += step - (2 * eta * alpha);
                t++;
            }
            worse = loss > best - (options.Tolerance * count) ? worse + 1 : 0;
            best = Math.Min(best, loss);
        }
        return new OneClassSvm(weights, 1 - bias, epoch);
    }

    /// <summary>The score of a sample, <c>Weights.x</c>; higher = more like the samples of the fit, which for scores of
    /// normal scans means larger scores.</summary>
    public double Score(ReadOnlySpan<float> sample) => Dot(Weights, sample);

    private static double Dot(ReadOnlySpan<double> weights, ReadOnlySpan<float> x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += weights[i] * x[i];
        return sum;
    }

    // In place, each epoch from the order of the one before, by the same draws.
    private static void Shuffle(int[] order, uint seed)
    {
        uint state = seed;
        for (int i = 0; i < order.Length - 1; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            int other = i + (int)((state & int.MaxValue) % (uint)(order.Length - i));
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}

/// <summary>How a <see cref="OneClassSvm"/> is learnt; the defaults are those of M3DM.</summary>
internal sealed record OneClassSvmOptions
{
    /// <summary>Bound of the share of samples outside; in (0, 1].</summary>
    public double Nu { get; init; } = 0.5;

    /// <summary>Most epochs; 1 or more.</summary>
    public int EpochsLimit { get; init; } = 1000;

    /// <summary>What the loss of a sample must fall by, in the mean, to count as fallen.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>Epochs in a row without a fall that end the training.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>State that each epoch's shuffle begins with, not 0: what sklearn draws first from a generator of state
    /// 42.</summary>
    public uint ShuffleSeed { get; init; } = 1608637542;
}
