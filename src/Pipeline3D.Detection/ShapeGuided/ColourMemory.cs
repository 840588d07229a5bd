using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Geometry.Neighbours;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Geometry.Sparse;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>What a network saw in the cells of training pictures, each tied to the codes of the patches that lie
/// there.</summary>
/// <param name="Rows">Shape [r, d].</param>
/// <param name="First">Where the ties of each code begin; one more than codes.</param>
/// <param name="Ties">Rows, ascending for each code.</param>
/// <param name="WeightsHash">SHA-256 of the network's weights.</param>
internal sealed record ColourMemory(FeatureMatrix Rows, int[] First, int[] Ties, string WeightsHash)
{
    private const string RowsName = "colour", FirstName = "colour_first", TiesName = "colour_ties",
        ColumnsName = "colour_length", HashName = "weights_sha256", WeightName = "alignment_weight",
        BiasName = "alignment_bias";
    private const int Half = 16;

    /// <summary>How scores of colour are brought to the range of scores of shape.</summary>
    public ScoreAlignment Alignment { get; init; }

    /// <summary>Scores of the cells of a scan against the rows that are tied to codes.</summary>
    /// <param name="scan">With colour.</param>
    /// <param name="codes">Codes that its patches were found like, all together.</param>
    /// <param name="options">How.</param>
    /// <param name="leftOut">Nearest rows that are left out: 1 for a training scan.</param>
    /// <param name="threads">Most threads to use; 0 = one per core.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Shape [PatchGrid, PatchGrid]; 0 where no point of a patch is.</returns>
    public float[] Score(PatchedScan scan, IEnumerable<int> codes, ShapeGuidedOptions options, int leftOut,
        int threads, CancellationToken stop)
    {
        var wanted = new SortedSet<int>();
        foreach (int code in codes.Distinct())
            wanted.UnionWith(Ties.AsSpan(First[code], First[code + 1] - First[code]).ToArray());
        FeatureMatrix known = Rows.Select([.. wanted]);
        int[] cells = TiedCells.Of(scan, scan.Members, options.PatchGrid);
        if (options.SgIndexCompat)
            cells = TiedCells.Shifted(cells, options.PatchGrid);
        FeatureMatrix seen = scan.Colour!.Select(cells);
        leftOut = known.Rows > leftOut ? leftOut : 0;
        int count = Math.Min(options.PictureNearest, known.Rows - leftOut);
        float[] residual = OrthogonalMatchingPursuit.Solve(seen, known, DictionaryRows.Nearest(new RowIndex(known,
            threads, stop), seen, count, leftOut, threads, stop), count, options.NonZeros, threads, stop).Residual;
        var map = new float[options.PatchGrid * options.PatchGrid];
        for (int i = 0; i < cells.Length; i++)
            map[cells[i]] = residual[i];
        return map;
    }

    public void Save(ArtifactWriter file)
    {
        file.Add(RowsName, Rows);
        file.Add(FirstName, Halves(First), First.Length, 2);
        file.Add(TiesName, Halves(Ties), Ties.Length, 2);
        file.AddText(ColumnsName, FormattableString.Invariant($"{Rows.Columns}"));
        file.AddText(HashName, WeightsHash);
        file.AddText(WeightName, FormattableString.Invariant($"{Alignment.Weight:R}"));
        file.AddText(BiasName, FormattableString.Invariant($"{Alignment.Bias:R}"));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="file">The model.</param>
    /// <param name="codes">Codes of its dictionary.</param>
    public static ColourMemory Load(ArtifactReader file, int codes)
    {
        FeatureMatrix rows = file.Rows(RowsName, file.Int32(ColumnsName));
        int[] first = Whole(file.Floats(FirstName, codes + 1, 2)), ties = Whole(file.Floats(TiesName, -1, 2));
        bool isWhole = first[0] == 0 && first[^1] == ties.Length
            && first.Zip(first.Skip(1)).All(pair => pair.First <= pair.Second)
            && Array.TrueForAll(ties, tie => tie >= 0 && tie < rows.Rows);
        return isWhole ? new ColourMemory(rows, first, ties, file.Text(HashName))
        {
            Alignment = new ScoreAlignment(file.Double(WeightName), file.Double(BiasName)),
        } : throw file.Error($"{FirstName} and {TiesName} do not tie {codes} codes to {rows.Rows} rows; learn the "
            + "model anew");
    }

    // Models hold float32, which is exact for half of a whole number's bits.
    private static float[] Halves(int[] numbers)
        => [.. numbers.SelectMany(number => new float[] { number >> Half, number & ((1 << Half) - 1) })];

    private static int[] Whole(float[] halves)
    {
        var numbers = new int[halves.Length / 2];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = ((int)halves[2 * i] << Half) | (int)halves[(2 * i) + 1];
        return numbers;
    }
}
