using System.Numerics;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Clouds;

/// <summary>A smooth random function of space: a few cosine waves, the longer ones higher.</summary>
internal sealed class WaveField
{
    private readonly (Vector3 Number, float Phase, float Height)[] _waves;

    /// <summary>Draws the waves.</summary>
    /// <param name="random">Source of directions and phases.</param>
    /// <param name="count">Number of waves.</param>
    /// <param name="lowest">Smallest wave number, radians per unit.</param>
    /// <param name="highest">Largest wave number.</param>
    public WaveField(SplitMix64 random, int count, double lowest, double highest)
    {
        _waves = new (Vector3, float, float)[count];
        for (int i = 0; i < count; i++)
        {
            double number = lowest + (highest - lowest) * i / Math.Max(1, count - 1);
            var direction = Vector3.Normalize(new Vector3(
                (float)random.NextNormal(), (float)random.NextNormal(), (float)random.NextNormal()));
            _waves[i] = ((float)number * direction, (float)random.Between(0, 2 * Math.PI),
                (float)(lowest / number / Math.Sqrt(count)));
        }
    }

    /// <summary>About -1 to 1.</summary>
    public float At(Vector3 place)
    {
        float sum = 0;
        foreach ((Vector3 number, float phase, float height) in _waves)
            sum += height * MathF.Cos(Vector3.Dot(number, place) + phase);
        return sum;
    }
}
