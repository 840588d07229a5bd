using System.Text;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Payloads;

/// <summary>The scores of a scan as the cache keeps them: the model's fingerprint, then score and scores.</summary>
internal static class ScoredScanFile
{
    public static void Save(ScoredScan scored, Stream stream)
    {
        using (var text = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            text.Write(scored.TrainingHash);
        Numbers.Write(stream, [scored.Score, .. scored.Scores]);
    }

    public static ScoredScan Load(Scan scan, Stream stream)
    {
        string hash;
        using (var text = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true))
            hash = text.ReadString();
        float[] values = Numbers.Read(stream);
        return new ScoredScan(scan, values[0], values[1..]) { TrainingHash = hash };
    }
}
