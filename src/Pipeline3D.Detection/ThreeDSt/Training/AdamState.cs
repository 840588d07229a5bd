namespace Pipeline3D.Detection.ThreeDSt.Training;

/// <summary>Adam with L2 weight decay in the gradient, as torch.optim.Adam; its state is two moments and a
/// count.</summary>
/// <remarks>Source: Kingma and Ba 2015. beta = (0.9, 0.999), eps = 1e-8.</remarks>
internal sealed class AdamState
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f;
    private const double Epsilon = 1e-8;

    public AdamState(int count) => (First, Second) = (new float[count], new float[count]);

    /// <summary>Running mean of the gradient.</summary>
    public float[] First { get; }

    /// <summary>Running mean of its square.</summary>
    public float[] Second { get; }

    /// <summary>Steps taken.</summary>
    public int Steps { get; set; }

    /// <summary>Changes the weights by one step.</summary>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double rate, double weightDecay)
    {
        Steps++;
        double firstShare = 1 - Math.Pow(0.9, Steps), secondRoot = Math.Sqrt(1 - Math.Pow(0.999, Steps));
        float decay = (float)weightDecay, stepSize = (float)(rate / firstShare), root = (float)secondRoot;
        for (int i = 0; i < weights.Length; i++)
        {
            float g = gradient[i] + (decay * weights[i]);
            First[i] = (Beta1 * First[i]) + ((1 - Beta1) * g);
            Second[i] = (Beta2 * Second[i]) + ((1 - Beta2) * g * g);
            weights[i] -= stepSize * First[i] / ((MathF.Sqrt(Second[i]) / root) + (float)Epsilon);
        }
    }
}
