using System.IO.Compression;
using System.Text;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Formats;

public sealed class NpzReaderTests
{
    [Theory, InlineData(CompressionLevel.NoCompression), InlineData(CompressionLevel.Optimal)]
    public void Read_ArchiveOfTwo_GivesBothByName(CompressionLevel level)
    {
        using var folder = new TempFolder();
        NpyWriter.Write<float>(folder["p.npy"], [1, 2, 3], 1, 3);
        NpyWriter.Write<int>(folder["q.npy"], [4, 5], 2);
        using (ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Create))
            foreach (string name in (string[])["p.npy", "q.npy"])
                archive.CreateEntryFromFile(folder[name], name, level);
        IReadOnlyDictionary<string, NpyArray> arrays = NpzReader.Read(folder["a.npz"]);
        Assert.Equal(["p", "q"], arrays.Keys.Order());
        Assert.Equal([1f, 2, 3], arrays["p"].To<float>());
        Assert.Equal([4, 5], arrays["q"].To<int>());
        Assert.Contains("raise MaxDecodedBytes", Assert.Throws<FormatException3D>(
            () => NpzReader.Read(folder["a.npz"], new FormatLimits { MaxDecodedBytes = 200 })).Message);
    }

    [Fact]
    public void Read_OtherEntriesOrNoArchive_AreRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.npz"], "no archive at all, but long enough");
        Assert.Contains("no .npz", Assert.Throws<FormatException3D>(() => NpzReader.Read(folder["a.npz"])).Message);
        File.Delete(folder["a.npz"]);
        using (ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Create))
            archive.CreateEntry("readme.txt");
        Assert.Contains("'readme.txt'", Assert.Throws<FormatException3D>(()
            => NpzReader.Read(folder["a.npz"])).Message);
    }

    [Theory]
    [InlineData("{'descr': '>i4', 'fortran_order': True, 'shape': (2, 2), }", new[] { 1, 3, 2, 4 })]
    [InlineData("{'descr': '>i4', 'fortran_order': False, 'shape': (4,), }", new[] { 1, 2, 3, 4 })]
    public void ParseNpy_OrdersOfBytesAndAxes_AreTurned(string dict, int[] expected)
    {
        byte[] data = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4];
        Assert.Equal(expected, NpyReader.Parse(Npy(dict, data), "a.npy", FormatLimits.Default).To<int>());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4000, 4000), }", "promises")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999), }", "more axes or elements")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "'<c8'")]
    [InlineData("{'descr': '<f4', 'shape': (1,), }", "fortran_order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "'-1'")]
    public void ParseNpy_WrongHeaders_SayWhatIsWrong(string dict, string words)
        => Assert.Contains(words, Assert.Throws<FormatException3D>(
            () => NpyReader.Parse(Npy(dict, new byte[4]), "a.npy", FormatLimits.Default)).Message);

    private static byte[] Npy(string dict, byte[] data)
        => [0x93, .. "NUMPY"u8, 1, 0, (byte)(dict.Length + 1), 0, .. Encoding.ASCII.GetBytes(dict), (byte)'\n',
            .. data];
}
