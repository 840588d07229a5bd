using System.Runtime.InteropServices;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>A scan that the report shows, until the scale of its category's scores is known.</summary>
/// <param name="Stem">Path of its files without extension.</param>
/// <param name="Evidence">What is told of it.</param>
/// <param name="Map">Score per pixel of the thumbnail; empty for a cloud.</param>
/// <param name="Cloud">Its thinned points.</param>
internal sealed record ShownEvidence(string Stem, ScanEvidence Evidence, float[] Map, CloudSample Cloud)
{
    /// <summary>The images that are written already.</summary>
    public IReadOnlyList<string> Images => [.. new[] { Evidence.DepthImage, Evidence.ColourImage, Evidence.TruthImage }
        .OfType<string>().Select(name => Path.Combine(Path.GetDirectoryName(Stem)!, name))];

    /// <summary>Writes score image, cloud and description on the scale of the category.</summary>
    public void Write(float low, float high)
    {
        if (Evidence.ScoreImage is not null)
            WritePng($"{Stem}.score.png", Evidence.Width, Evidence.Height, 1, Brightness.Of(Map, low, high));
        Cloud.Write($"{Stem}.cloud", low, high);
        EvidenceFile.Write($"{Stem}.json", Evidence with { ScoreLow = low, ScoreHigh = high });
    }

    public static void WritePng(string path, int width, int height, int channels, byte[] samples)
        => AtomicFile.Write(path, stream => PngWriter.Encode(stream, width, height, channels, samples));

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var file = new BinaryWriter(stream);
        byte[] evidence = EvidenceFile.ToBytes(Evidence);
        file.Write(evidence.Length);
        file.Write(evidence);
        file.Write(Map.Length);
        file.Write(MemoryMarshal.AsBytes<float>(Map));
        Cloud.Save(file);
        return stream.ToArray();
    }

    public static ShownEvidence FromBytes(ReadOnlyMemory<byte> bytes, string stem)
    {
        using var file = new BinaryReader(new MemoryStream(bytes.ToArray()));
        ScanEvidence evidence = EvidenceFile.FromBytes(file.ReadBytes(file.ReadInt32()));
        float[] map = [.. MemoryMarshal.Cast<byte, float>(file.ReadBytes(4 * file.ReadInt32()))];
        return new ShownEvidence(stem, evidence, map, CloudSample.Load(file));
    }
}
