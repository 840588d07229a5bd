using Pipeline3D.Geometry;
using Pipeline3D.Kernels;

namespace Pipeline3D.Detection;

/// <summary>PatchCore on a grid of patch features of any kind: memory bank, re-weighted image score, interpolated score
/// map.</summary>
/// <remarks>Source: Roth et al. 2022 as used by BTF (Horwitz and Hoshen 2023). Differs: float32 instead of float16
/// features, and the map is blurred in float32 instead of through an 8-bit image, which would leave 256 distinct
/// scores. Made by <see cref="PatchCoreTrainer"/>; immutable, safe for several threads.</remarks>
public sealed class PatchCoreModel
{
    /// <summary>Name of the method in model files.</summary>
    public const string Method = "patchcore";

    internal PatchCoreModel(PatchCoreOptions options, MemoryBank bank, string datasetHash)
        => (Options, Bank, DatasetHash) = (options, bank, datasetHash);

    /// <summary>The options it was fitted with.</summary>
    public PatchCoreOptions Options { get; }

    /// <summary>What it learnt.</summary>
    public MemoryBank Bank { get; }

    /// <summary>Fingerprint of the training data; may be empty.</summary>
    public string DatasetHash { get; }

    /// <summary>Scores the patches of one scan.</summary>
    /// <param name="patches">Shape [PatchRows * PatchColumns, d], row-major over the patch grid; finite.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="scope">Where the bank is searched; null for the cores.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ArgumentException">The shape does not fit, or a value is not finite.</exception>
    public PatchCoreScores Score(
        FeatureMatrix patches, int threads = 0, DeviceScope? scope = null, CancellationToken stop = default)
    {
        RequireGrid(patches, Options);
        BankScores scores = Bank.Score(patches, threads, scope, stop);
        int size = Options.MapSize;
        var map = new float[size * size];
        GridResize.Bilinear(scores.Distances, Options.PatchRows, Options.PatchColumns, map, size, size);
        GaussianBlur.Apply(map, size, size, Options.BlurSigma, map);
        return new PatchCoreScores(new ScoreMap(size, size, map), scores.SampleScore, scores.Distances);
    }

    /// <summary>Writes the model: options, origin and bank, with a checksum.</summary>
    public void Save(Stream stream) => new ModelFile(Method, DatasetHash, 0, Options.ToText(), Bank.Rows).Save(stream);

    /// <summary>Reads a model that <see cref="Save"/> wrote; it scores bit-equally.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, cut off or of another method.</exception>
    public static PatchCoreModel Load(Stream stream)
    {
        ModelFile file = ModelFile.Load(stream, Method);
        var bank = new MemoryBank(file.Matrix(ModelFile.BankName));
        return new PatchCoreModel(PatchCoreOptions.FromText(new OptionReader(file.Options)), bank, file.DatasetHash);
    }

    internal static void RequireGrid(FeatureMatrix patches, PatchCoreOptions options)
    {
        if (patches.Rows != options.PatchRows * options.PatchColumns)
            throw new ArgumentException(
                $"{patches.Rows} patches do not fill the patch grid of {options.PatchRows} x {options.PatchColumns}",
                nameof(patches));
    }
}
