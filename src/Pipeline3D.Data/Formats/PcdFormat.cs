using Pipeline3D.Core.Live;

namespace Pipeline3D.Data.Formats;

/// <summary>The Point Cloud Library's files; see <see cref="PcdReader"/>.</summary>
[ScanFormat(".pcd", Title = "PCD", Holds = ScanContent.Cloud | ScanContent.Grid)]
public sealed class PcdFormat : ICloudFormat, ICloudWriter, ISniffedFormat
{
    private const int UsualHeaderBytes = 4096;

    bool ICloudWriter.WritesDoubles => true;

    /// <summary>By its first line that is no comment, a line of a PCD header; what begins with more comment than is
    /// looked at is taken for one, as no other format that is told so has such comments.</summary>
    /// <inheritdoc/>
    public bool Sniff(ReadOnlySpan<byte> head)
    {
        var lines = new TextHead(head);
        bool isCommented = false;
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            isCommented |= line[0] == '#';
            if (line[0] != '#')
                return PcdHeader.IsLine(line);
        }
        return isCommented;
    }

    /// <summary>Compressed clouds unpack to many times their file, so their header tells.</summary>
    public long DeclaredBytes(FilePeek file, string path, FormatLimits limits)
    {
        PcdHeader header = PcdHeader.Parse(HeaderOf(file, limits), path, limits);
        return DeclaredSize.OfNumbers(file.Length, (long)header.Points * header.Fields.Sum(field => field.Count));
    }

    // A header of honest length is in the first page; what lies behind it is not read for its sake.
    private static ReadOnlySpan<byte> HeaderOf(FilePeek file, FormatLimits limits)
    {
        ReadOnlySpan<byte> head = file.Head(UsualHeaderBytes);
        return head.IndexOf("\nDATA "u8) >= 0 || head.IndexOf("\rDATA "u8) >= 0 ? head
            : file.Head(limits.MaxHeaderBytes);
    }

    /// <inheritdoc/>
    public CloudFile Parse(ReadOnlySpan<byte> file, string path, FormatLimits limits)
        => PcdReader.Parse(file, path, limits);

    /// <inheritdoc/>
    public void Write(string path, CloudFile cloud) => PcdWriter.Write(path, cloud);
}
