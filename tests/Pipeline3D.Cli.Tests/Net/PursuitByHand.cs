namespace Pipeline3D.Cli.Tests.Net;

/// <summary>Matching pursuit once more: after every row that is taken, the normal equations by elimination.</summary>
/// <param name="Nearest">All rows of the library, nearest first.</param>
/// <param name="Coefficients">Of the nearest rows.</param>
/// <param name="Again">The vector as their sum.</param>
/// <param name="Residual">Length of what is left.</param>
internal sealed record PursuitByHand(int[] Nearest, double[] Coefficients, double[] Again, double Residual)
{
    /// <summary>Describes a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="library">All rows.</param>
    /// <param name="nearest">How many of the nearest it may use.</param>
    /// <param name="wanted">How many it uses.</param>
    public static PursuitByHand Of(double[] vector, double[][] library, int nearest, int wanted)
    {
        int[] order = [.. Enumerable.Range(0, library.Length).OrderBy(row => library[row].Zip(vector, (a, b)
            => (a - b) * (a - b)).Sum())];
        double[][] rows = [.. order.Take(nearest).Select(row => library[row])];
        double[] coefficients = new double[nearest], left = vector;
        var taken = new List<int>();
        while (taken.Count < wanted)
        {
            taken.Add(Enumerable.Range(0, nearest).Except(taken).MaxBy(row => Math.Abs(Product(rows[row], left))));
            double[] solved = Solve([.. taken.Select(row => (double[])[.. taken.Select(other
                => Product(rows[row], rows[other])), Product(rows[row], vector)])]);
            coefficients = new double[nearest];
            for (int i = 0; i < taken.Count; i++)
                coefficients[taken[i]] = solved[i];
            left = [.. vector.Select((number, column) => number - Sum(column))];
        }
        return new PursuitByHand(order, coefficients, [.. vector.Select((_, column) => Sum(column))],
            Math.Sqrt(Product(left, left)));

        double Sum(int column) => Enumerable.Range(0, nearest).Sum(row => coefficients[row] * rows[row][column]);
    }

    private static double Product(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    // Gauss and Jordan on [n, n + 1]; the matrix is positive definite, so no pivot is looked for.
    private static double[] Solve(double[][] rows)
    {
        for (int pivot = 0; pivot < rows.Length; pivot++)
        {
            rows[pivot] = [.. rows[pivot].Select(number => number / rows[pivot][pivot])];
            for (int row = 0; row < rows.Length; row++)
                if (row != pivot)
                    rows[row] = [.. rows[row].Zip(rows[pivot], (own, other) => own - (rows[row][pivot] * other))];
        }
        return [.. rows.Select(row => row[^1])];
    }
}
