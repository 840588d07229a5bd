using System.Runtime.InteropServices;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Evaluation.Results;

namespace Pipeline3D.Blocks.Evaluation;

/// <summary>What one scored scan adds to the metrics; as bytes in the journal: 5 per pixel.</summary>
/// <param name="IsAnomalous">The label; null when unknown.</param>
/// <param name="Score">Score of the scan.</param>
/// <param name="Width">Columns of the grid; 0 for a cloud.</param>
/// <param name="Height">Rows of the grid.</param>
/// <param name="Scores">Score per pixel or point; empty when the scan counts as a whole only.</param>
/// <param name="Truth">Class per pixel or point; empty when all are normal.</param>
internal sealed record MetricsSample(
    bool? IsAnomalous, float Score, int Width, int Height, float[] Scores, byte[] Truth)
{
    /// <summary>Reads the sample off a scan.</summary>
    /// <exception cref="ItemRejectedException">A score is no number, or scores and ground truth differ in
    /// size.</exception>
    public static MetricsSample Of(ScoredScan input, BlockContext context)
    {
        if (input.Scan.IsAnomalous is not { } isAnomalous)
            return new MetricsSample(null, 0, 0, 0, [], []);
        FiniteScores.RequireFinite(input, context);
        byte[] truth = input.Scan.Truth?.Ids ?? [];
        if (truth.Length > 0 && truth.Length != input.Scores.Length)
            throw context.Reject(RejectReason.SizeMismatch,
                $"the ground truth has {truth.Length} values, the score map {input.Scores.Length}; resize neither "
                    + "silently: use filter.resize before the features");
        return isAnomalous && truth.Length == 0
            ? new MetricsSample(isAnomalous, input.Score, 0, 0, [], [])
            : new MetricsSample(isAnomalous, input.Score, input.Scan.Grid?.Width ?? 0, input.Scan.Grid?.Height ?? 0,
                input.Scores, truth);
    }

    /// <summary>Adds the sample; false when it has no label.</summary>
    public bool AddTo(MetricsAccumulator metrics, ItemId item)
    {
        if (IsAnomalous is not { } isAnomalous)
            return false;
        if (isAnomalous && Truth.Length == 0)
            metrics.AddImage(item.Path, item.Category, isAnomalous, Score);
        else if (Width > 0)
            metrics.Add(item.Path, item.Category, isAnomalous, Score, Scores, Truth, Width, Height);
        else
            metrics.AddCloud(item.Path, item.Category, isAnomalous, Score, Scores, Truth);
        return true;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream(32 + (4 * Scores.Length) + Truth.Length);
        using var file = new BinaryWriter(stream);
        file.Write((sbyte)(IsAnomalous switch { true => 1, false => 0, null => -1 }));
        file.Write(Score);
        file.Write(Width);
        file.Write(Height);
        file.Write(Scores.Length);
        file.Write(MemoryMarshal.AsBytes<float>(Scores));
        file.Write(Truth.Length);
        file.Write(Truth);
        return stream.ToArray();
    }

    public static MetricsSample FromBytes(ReadOnlyMemory<byte> bytes)
    {
        using var file = new BinaryReader(new MemoryStream(bytes.ToArray()));
        bool? isAnomalous = file.ReadSByte() switch { 1 => true, 0 => false, _ => null };
        (float score, int width, int height) = (file.ReadSingle(), file.ReadInt32(), file.ReadInt32());
        float[] scores = [.. MemoryMarshal.Cast<byte, float>(file.ReadBytes(4 * file.ReadInt32()))];
        return new MetricsSample(isAnomalous, score, width, height, scores, file.ReadBytes(file.ReadInt32()));
    }
}
