using System.IO.Compression;
using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Tests.Datasets;
using Pipeline3D.Data.Tests.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Fuzzing;

/// <summary>Small valid files of every format, to be damaged: a new format adds one.</summary>
internal static class FormatSeeds
{
    /// <summary>The files of a format, by its title.</summary>
    internal static byte[][] Of(string format)
    {
        using var folder = new TempFolder();
        CloudFile cloud = CloudFacts.Sample(30, seed: 8, triangles: true);
        switch (format)
        {
            case "TIFF":
                TiffWriter.WriteFloat(folder["a"], 5, 4, 3, new float[60]);
                return [File.ReadAllBytes(folder["a"]), TiffBuilder.Big8(6, 5, new byte[30]),
                    TiffBuilder.Gray8(8, 8, Deflated(new byte[1024]), (TiffTag.Compression, 8),
                        (TiffTag.Predictor, 3), (TiffTag.BitsPerSample, 64), (TiffTag.SampleFormat, 3),
                            (TiffTag.SamplesPerPixel, 2)),
                    TiffBuilder.RowsAsPages(3, 4, 3, new float[36]),
                    TiffBuilder.Gray8(30, 20, TiffBuilder.LzwOfZeros(600), (TiffTag.Compression, 5)),
                    TiffBuilder.Gray8(30, 20, Deflated(new byte[600]), (TiffTag.Compression, 8),
                        (TiffTag.Predictor, 2)),
                    TiffBuilder.Gray8(16, 16, [0x81, 7, 0x81, 9], (TiffTag.Compression, 32773),
                        (TiffTag.TileWidth, 16), (TiffTag.TileLength, 16))];
            case "TIFF pictures":
                return FilesOf(LibTiffDecoderTests.Fixtures, "*.tif");
            case "JPEG":
                return FilesOf(JpegReaderTests.Fixtures, "*.jpg");
            case "PNG":
                return [PngBuilder.Image(9, 5, 2, 8, new byte[135]), PngBuilder.Image(8, 8, 0, 16, new byte[128]),
                    PngBuilder.Palette(8, 4, [1, 2, 3, 4, 5, 6], [9], new byte[4], depth: 1)];
            case "PCD":
                return [.. Enum.GetValues<PcdEncoding>().Select(encoding =>
                    Written(folder, path => PcdWriter.Write(path, cloud, encoding)))];
            case "PLY":
                return [.. Enum.GetValues<PlyEncoding>().Select(encoding =>
                    Written(folder, path => PlyWriter.Write(path, cloud, encoding)))];
            case "OBJ":
                return [Written(folder, path => ObjWriter.Write(path, cloud)),
                    "v 0 0 0 1 1 1\nf -1 \\\n1 1/1/1\nvn 0 0 1\n"u8.ToArray()];
            case "OFF":
                return [Written(folder, path => OffWriter.Write(path, cloud)),
                    "# c\nOFF4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3 .5\n"u8.ToArray()];
            case "STL":
                return [StlReaderTests.Binary("fuzzed"), Encoding.ASCII.GetBytes(StlReaderTests.Text())];
            case "XYZ":
                return [Written(folder, path => XyzWriter.Write(path, cloud)),
                    "x,y,z,l\n3\n1,2,3,0\n4;5;6;1\n"u8.ToArray()];
            case "NPY":
                return [Written(folder, path => NpyWriter.Write<float>(path, cloud.Points.ToInterleaved(), 30, 3)),
                    Written(folder, path => NpyWriter.Write<long>(path, [1, 2, 3], 1, 3)),
                    Written(folder, path => NpyWriter.Write<byte>(path, new byte[24], 2, 3, 4)),
                    NpzReaderTests.Npy("{'descr': [('x', '<f4'), ('y', '>f8'), ('rgb', '|u1', (3,)), ('z', '<f2')], "
                        + "'fortran_order': False, 'shape': (2, 2), }", new byte[4 * 17]),
                    NpzReaderTests.Npy("{'descr': '<f2', 'fortran_order': True, 'shape': (5, 3), }", new byte[30])];
            case "NPZ":
                byte[] array = Written(folder, path => NpyWriter.Write<float>(path, new float[300], 100, 3));
                return [Zipped(array, CompressionLevel.NoCompression), Zipped(array, CompressionLevel.Optimal)];
            case "CSV":
                return ["x;y;z;l\n1.5;2;3;0\n4;5;6;1\n"u8.ToArray()];
            case "KITTI":
                return [KittiFormatTests.Scan(1, 2, 3, 0.5f, -4, 5, 6, 0)];
            case "HMAP":
                return [PluginLayoutTests.HeightMap(7, 5), PluginLayoutTests.HeightMap(1, 1)];
            default:
                throw new ArgumentException($"the format {format} has no seed: add a small valid file of it here");
        }
    }

    private static byte[][] FilesOf(string folder, string pattern)
        => [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static byte[] Written(TempFolder folder, Action<string> write)
    {
        write(folder["seed"]);
        return File.ReadAllBytes(folder["seed"]);
    }

    private static byte[] Deflated(byte[] data)
    {
        using var target = new MemoryStream();
        using (var packed = new ZLibStream(target, CompressionLevel.Optimal))
            packed.Write(data);
        return target.ToArray();
    }

    private static byte[] Zipped(byte[] array, CompressionLevel level)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
            foreach (string name in (string[])["xyz.npy", "b.npy"])
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(array);
            }
        return target.ToArray();
    }
}
