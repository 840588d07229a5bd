using System.IO.Compression;

namespace Pipeline3D.Weights;

/// <summary>An archive of weights and exact reads from its parts.</summary>
internal static class ZipParts
{
    /// <summary>Opens torch's zip or npz, told by what is inside.</summary>
    public static WeightFile Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            ZipArchiveEntry? pickle = archive.Entries.FirstOrDefault(
                part => part.FullName.EndsWith("/data.pkl", StringComparison.Ordinal));
            if (pickle is not null)
                return new TorchZipFile(path, archive, pickle);
            if (archive.Entries.Count > 0
                && archive.Entries.All(part => part.FullName.EndsWith(".npy", StringComparison.Ordinal)))
                return new NpzFile(path, archive);
            throw new WeightFormatException(path,
                "a zip archive with neither data.pkl (torch) nor only .npy parts (numpy)");
        }
        catch (InvalidDataException cause)
        {
            stream.Dispose();
            throw new WeightFormatException(path, $"a broken zip archive: {cause.Message}", cause);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes of a part from a place on.</summary>
    /// <exception cref="WeightFormatException">The part is shorter or broken.</exception>
    public static byte[] Read(string file, ZipArchiveEntry part, long start, long count)
    {
        if (start < 0 || count < 0 || count > Array.MaxLength || start + count > part.Length)
            throw new WeightFormatException($"{file}/{part.FullName}", start,
                $"{count} bytes are wanted, the part has {part.Length}");
        // Deflate packs at most 1032 to 1, so a larger claim is a lie that would take memory before it is found out.
        if (part.CompressedLength > new FileInfo(file).Length || part.Length / 1032 > part.CompressedLength)
            throw new WeightFormatException($"{file}/{part.FullName}",
                $"{part.Length} bytes cannot come out of {part.CompressedLength}");
        try
        {
            var bytes = new byte[count];
            using Stream stream = part.Open();
            Skip(stream, start);
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception cause) when (cause is InvalidDataException or EndOfStreamException)
        {
            throw new WeightFormatException($"{file}/{part.FullName}", $"broken: {cause.Message}", cause);
        }
    }

    private static void Skip(Stream stream, long count)
    {
        var waste = new byte[Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            int step = (int)Math.Min(count, waste.Length);
            stream.ReadExactly(waste, 0, step);
            count -= step;
        }
    }
}
