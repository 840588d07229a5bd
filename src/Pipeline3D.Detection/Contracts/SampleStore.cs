using System.Text;

namespace Pipeline3D.Detection.Contracts;

/// <summary>The samples of a fit, to be read again as often as wanted: in memory while there is room, in a file
/// beyond.</summary>
/// <remarks>Added to and read by one thread at a time. The file is made when it is first needed and goes with the
/// store; what a killed process leaves ends in <c>.tmp</c>, which the next run of the folder removes.</remarks>
internal sealed class SampleStore<TSample>(ISampleCodec<TSample> codec, string? folder) : IDisposable
{
    private readonly List<KeptSample<TSample>> _all = [];
    private FileStream? _file;

    /// <summary>The samples in the order of adding.</summary>
    public IReadOnlyList<KeptSample<TSample>> All => _all;

    /// <summary>Bytes kept in memory.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Keeps a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="room">Bytes that may still be kept in memory.</param>
    public void Add(TSample sample, Role role, long room)
    {
        long size = codec.SizeOf(sample);
        if (size <= room)
        {
            HeldBytes += size;
            _all.Add(new KeptSample<TSample>(role, () => sample));
            return;
        }
        _file ??= new FileStream(Path.Combine(Directory.CreateDirectory(folder ?? Path.GetTempPath()).FullName,
            $"samples.{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose);
        long start = _file.Seek(0, SeekOrigin.End);
        using (var writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true))
            codec.Write(sample, writer);
        _all.Add(new KeptSample<TSample>(role, () => ReadAt(start)));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private TSample ReadAt(long start)
    {
        _file!.Seek(start, SeekOrigin.Begin);
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        return codec.Read(reader);
    }
}
