using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Geometry.Tests;

/// <summary>Small seeded feature matrices and distances in double.</summary>
internal static class Features
{
    public static FeatureMatrix Of(string kind, int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var features = new FeatureMatrix(rows, columns);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                features.Row(i)[j] = kind switch
                {
                    // Whole numbers: float32 distances are exact, so ties are ties in double too.
                    "ties" => random.Next(3),
                    "same" => 2,
                    "clusters" => (100 * (i % 5)) + random.NextSingle(),
                    _ => random.NextSingle(),
                };
        return features;
    }

    public static FeatureMatrix Oracle(string name)
    {
        var array = SharedFiles.OracleArray(name);
        return new FeatureMatrix(array.Shape[0], array.Shape[1], array.To<float>());
    }

    public static double SquaredDistance(FeatureMatrix left, int i, FeatureMatrix right, int j)
    {
        double sum = 0;
        for (int column = 0; column < left.Columns; column++)
            sum += Math.Pow(left.Row(i)[column] - (double)right.Row(j)[column], 2);
        return sum;
    }
}
