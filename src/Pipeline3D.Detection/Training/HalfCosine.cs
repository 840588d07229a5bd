namespace Pipeline3D.Detection.Training;

/// <summary>Half a cosine from 1 to 0, the shape that learning rates fall by.</summary>
/// <remarks>Source: Loshchilov and Hutter 2017, without restarts.</remarks>
internal static class HalfCosine
{
    /// <summary>Its value.</summary>
    /// <param name="place">How far the training is: 0 at the begin, 1 at the end.</param>
    public static double At(double place) => 0.5 * (1 + Math.Cos(Math.PI * place));
}
