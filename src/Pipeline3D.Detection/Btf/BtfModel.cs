using Pipeline3D.Geometry;

namespace Pipeline3D.Detection;

/// <summary>BTF on organized scans: hand-crafted patch features and a PatchCore memory bank. No training, no
/// weights.</summary>
/// <remarks>Source: Horwitz and Hoshen, Back to the Feature, 2023; published on MVTec 3D-AD with FPFH: AU-PRO 0.928,
/// I-AUROC 0.753. Made by <see cref="BtfTrainer"/>; immutable, safe for several threads.</remarks>
public sealed class BtfModel
{
    /// <summary>Name of the method in model files.</summary>
    public const string Method = "btf";

    internal BtfModel(BtfOptions options, PatchCoreModel patchCore) => (Options, PatchCore) = (options, patchCore);

    /// <summary>The options it was fitted with.</summary>
    public BtfOptions Options { get; }

    /// <summary>What it learnt, on features alone.</summary>
    public PatchCoreModel PatchCore { get; }

    /// <summary>Scores one scan.</summary>
    /// <param name="scan">The scan, prepared like the training scans; of any size.</param>
    /// <param name="threads">Most threads to use; 0 = one per core. The result does not depend on it.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The scores; the map has the pixels of the resized square. <see cref="ScoreMap.ToScan"/> with
    /// <see cref="BtfExtractor.PaddingOf"/> leads it back to the scan's own pixels.</returns>
    public PatchCoreScores Score(OrganizedCloud scan, int threads = 0, CancellationToken stop = default)
        => Score(BtfExtractor.Extract(scan, Options, threads, null, stop), threads, stop);

    /// <summary>Scores the features of one scan, as <see cref="BtfExtractor.Extract"/> gives them for these
    /// options.</summary>
    /// <exception cref="ArgumentException">The shape does not fit, or a value is not finite.</exception>
    public PatchCoreScores Score(FeatureMatrix patches, int threads = 0, CancellationToken stop = default)
        => PatchCore.Score(patches, threads, null, stop);

    /// <summary>Writes the model: options, origin and bank, with a checksum.</summary>
    public void Save(Stream stream)
        => new ModelFile(Method, PatchCore.DatasetHash, 0, Options.ToText(), PatchCore.Bank.Rows).Save(stream);

    /// <summary>Reads a model that <see cref="Save"/> wrote; it scores bit-equally.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, cut off or of another method.</exception>
    public static BtfModel Load(Stream stream)
    {
        ModelFile file = ModelFile.Load(stream, Method);
        BtfOptions options = BtfOptions.FromText(new OptionReader(file.Options));
        var bank = new MemoryBank(file.BankOf(options.FeatureLength));
        return new BtfModel(options, new PatchCoreModel(options.PatchCore, bank, file.DatasetHash));
    }
}
