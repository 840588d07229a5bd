namespace Pipeline3D.Detection.Training;

/// <summary>Adam with L2 weight decay in the gradient, as torch.optim.Adam; its state is two moments and a
/// count.</summary>
/// <remarks>Source: Kingma and Ba 2015. eps = 1e-8, added to the root.</remarks>
/// <param name="count">Weights.</param>
/// <param name="beta1">Share that the mean of the gradient keeps per step.</param>
/// <param name="beta2">Share that the mean of its square keeps.</param>
internal sealed class AdamState(int count, double beta1 = 0.9, double beta2 = 0.999)
{
    private const double Epsilon = 1e-8;

    /// <summary>Running mean of the gradient.</summary>
    public float[] First { get; } = new float[count];

    /// <summary>Running mean of its square.</summary>
    public float[] Second { get; } = new float[count];

    /// <summary>Steps taken.</summary>
    public int Steps { get; set; }

    /// <summary>Changes the weights by one step of AdamW: those that decay shrink first, apart from the
    /// gradient.</summary>
    /// <remarks>Source: Loshchilov and Hutter 2019, as torch.optim.AdamW.</remarks>
    /// <param name="weights">Flat; changed in place.</param>
    /// <param name="gradient">One number for each.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="weightDecay">What decaying weights lose per step, times the rate.</param>
    /// <param name="decaying">Which weights decay: begin and count of each run.</param>
    public void StepDecoupled(Span<float> weights, ReadOnlySpan<float> gradient, double rate, double weightDecay,
        IEnumerable<(int Start, int Count)> decaying)
    {
        float keep = (float)(1 - (rate * weightDecay));
        foreach ((int start, int count) in decaying)
            foreach (ref float weight in weights.Slice(start, count))
                weight *= keep;
        Step(weights, gradient, rate, 0);
    }

    /// <summary>Changes the weights by one step of gradient descent with momentum, whose running sum is <see
    /// cref="First"/>; what else is kept stays 0.</summary>
    /// <remarks>As torch.optim.SGD without dampening.</remarks>
    /// <param name="weights">Flat; changed in place.</param>
    /// <param name="gradient">One number for each.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="momentum">Share that the sum keeps per step.</param>
    public void StepMomentum(Span<float> weights, ReadOnlySpan<float> gradient, double rate, double momentum)
    {
        Steps++;
        float keep = (float)momentum, step = (float)rate;
        for (int i = 0; i < weights.Length; i++)
        {
            First[i] = (keep * First[i]) + gradient[i];
            weights[i] -= step * First[i];
        }
    }

    /// <summary>Changes the weights by one step.</summary>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double rate, double weightDecay)
    {
        Steps++;
        double firstShare = 1 - Math.Pow(beta1, Steps), secondRoot = Math.Sqrt(1 - Math.Pow(beta2, Steps));
        float keep1 = (float)beta1, keep2 = (float)beta2;
        float decay = (float)weightDecay, stepSize = (float)(rate / firstShare), root = (float)secondRoot;
        for (int i = 0; i < weights.Length; i++)
        {
            float g = gradient[i] + (decay * weights[i]);
            First[i] = (keep1 * First[i]) + ((1 - keep1) * g);
            Second[i] = (keep2 * Second[i]) + ((1 - keep2) * g * g);
            weights[i] -= stepSize * First[i] / ((MathF.Sqrt(Second[i]) / root) + (float)Epsilon);
        }
    }
}
