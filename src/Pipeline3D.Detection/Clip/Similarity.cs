using System.Numerics.Tensors;

namespace Pipeline3D.Detection.Clip;

/// <summary>How much nearer feature vectors are to the anomalous prompt than to the normal one: softmax over the two
/// cosines, divided by a temperature.</summary>
/// <remarks>Of two classes only the difference of the logits counts, so one direction stands for both
/// prompts.</remarks>
internal static class Similarity
{
    /// <summary>PointAD's temperature; the model's own scale is not used.</summary>
    public const double Temperature = 0.07;

    /// <summary>Anomalous minus normal unit vector.</summary>
    /// <param name="text">Features of the normal and the anomalous prompt, of any length; shape [2, e].</param>
    public static float[] Direction(ReadOnlySpan<float> text)
    {
        float[] normal = UnitVector.Of(text[..(text.Length / 2)]), anomalous = UnitVector.Of(text[(text.Length / 2)..]);
        TensorPrimitives.Subtract(anomalous, normal, anomalous);
        return anomalous;
    }

    /// <summary>Logit of the anomalous prompt minus that of the normal one, per vector.</summary>
    /// <param name="vectors">Shape [n, e], of length 1.</param>
    /// <param name="direction">Shape [e].</param>
    /// <param name="temperature">What cosines are divided by.</param>
    public static double[] Logits(ReadOnlySpan<float> vectors, ReadOnlySpan<float> direction,
        double temperature = Temperature)
    {
        var logits = new double[vectors.Length / direction.Length];
        for (int i = 0; i < logits.Length; i++)
            logits[i] = TensorPrimitives.Dot(vectors.Slice(i * direction.Length, direction.Length), direction)
                / temperature;
        return logits;
    }

    /// <summary>Probability of the anomalous prompt per vector.</summary>
    /// <inheritdoc cref="Logits"/>
    public static float[] Anomalous(ReadOnlySpan<float> vectors, ReadOnlySpan<float> direction,
        double temperature = Temperature)
        => Array.ConvertAll(Logits(vectors, direction, temperature), logit => (float)Sigmoid(logit));

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static double Sigmoid(double logit) => logit >= 0 ? 1 / (1 + Math.Exp(-logit))
        : Math.Exp(logit) / (1 + Math.Exp(logit));

    /// <summary>Adds the derivative with respect to the direction.</summary>
    /// <param name="vectors">Shape [n, e].</param>
    /// <param name="byLogit">Derivative by each logit; shape [n].</param>
    /// <param name="direction">Shape [e]; added to.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    public static void AddGradient(ReadOnlySpan<float> vectors, ReadOnlySpan<double> byLogit, Span<double> direction,
        double temperature = Temperature)
    {
        // Partial sums of a few vectors in single precision, the rest in double.
        const int Together = 16;
        Span<float> part = new float[direction.Length];
        for (int first = 0; first < byLogit.Length; first += Together)
        {
            part.Clear();
            for (int i = first; i < Math.Min(first + Together, byLogit.Length); i++)
                TensorPrimitives.MultiplyAdd(vectors.Slice(i * direction.Length, direction.Length),
                    (float)(byLogit[i] / temperature), part, part);
            for (int i = 0; i < part.Length; i++)
                direction[i] += part[i];
        }
    }

    /// <summary>From the derivative by the direction to that by the features of both prompts.</summary>
    public static void ToText(ReadOnlySpan<float> text, double[] byDirection, Span<float> byText)
    {
        int length = byDirection.Length;
        UnitVector.Gradient(text[..length], Array.ConvertAll(byDirection, value => -value)).CopyTo(byText);
        UnitVector.Gradient(text[length..], byDirection).CopyTo(byText[length..]);
    }
}
