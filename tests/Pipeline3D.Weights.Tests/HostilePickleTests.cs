using System.IO.Compression;
using System.Text;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Weights.Tests;

/// <summary>Pickles that would run code, exhaust memory or lie about sizes elsewhere.</summary>
public sealed class HostilePickleTests
{
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";

    [Theory]
    [InlineData("cos\nsystem\nX\u0002\0\0\0id\u0085R.", "global 'os.system' is not allowed", 2)]
    [InlineData("cbuiltins\neval\n.", "global 'builtins.eval' is not allowed", 2)]
    [InlineData("X\u0002\0\0\0osX\u0006\0\0\0system\u0093.", "global 'os.system' is not allowed", 20)]
    [InlineData("ctorch._utils\n_import_dotted_name\n.", "_import_dotted_name' is not allowed", 2)]
    [InlineData("(ios\nsystem\n.", "INST", 3)]
    [InlineData("(o.", "OBJ", 3)]
    [InlineData("\u0082\u0001.", "EXT", 2)]
    [InlineData("Pid\n.", "PERSID", 2)]
    [InlineData("\u008fq\0.", "EMPTY_SET", 2)]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.", "cut off", 2)]
    [InlineData("h\u0007.", "memo 7", 2)]
    [InlineData("R.", "stack is empty", 2)]
    [InlineData("t.", "no mark", 2)]
    [InlineData("}K\u0001a.", "no list", 5)]
    [InlineData("K\u0001K\u0001\u0085R.", "no global", 7)]
    [InlineData("ccollections\nOrderedDict\nK\u0001\u0085R.", "not what torch writes", 30)]
    [InlineData("}", "cut off", 3)]
    public void Open_APickleThatDoesMoreThanHoldWeights_NamesItAndTheByte(string pickle, string reason, long offset)
    {
        using var folder = new TempFolder();
        WeightFormatException error = Assert.Throws<WeightFormatException>(() => WeightFile.Open(Zip(folder, pickle)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(offset, error.Offset);
    }

    [Theory]
    [InlineData(0, 2, 1, null)]
    [InlineData(0, 3, 1, "reaches beyond")]
    [InlineData(1, 2, 1, "reaches beyond")]
    [InlineData(0, 2, 2, "reaches beyond")]
    [InlineData(-1, 2, 1, "reaches beyond")]
    [InlineData(0, int.MaxValue, 0, "is expanded (stride 0) from 2 numbers; save it .contiguous()")]
    [InlineData(2, 3, 0, "reaches beyond")]
    public void Open_ATensorThatLies_IsRefused(int offset, int size, int stride, string? reason)
    {
        using var folder = new TempFolder();
        string path = Zip(folder, "}X\u0001\0\0\0a" + Tensor(offset, size, stride, 2) + "s.");
        if (reason is null)
        {
            using WeightFile file = WeightFile.Open(path);
            Assert.Equal([1f, 2f], file.ReadFloats("a"));
            return;
        }
        AssertRefused(reason, path);
    }

    [Fact]
    public void ReadFloats_OfAnExpandedTensor_RepeatsItsNumber()
    {
        using var folder = new TempFolder();
        using WeightFile file = WeightFile.Open(Zip(folder, "}X\u0001\0\0\0a" + Tensor(1, 5, 0, 2) + "s."));
        Assert.Equal([2f, 2f, 2f, 2f, 2f], file.ReadFloats("a"));
    }

    [Fact]
    public void Open_AStorageLargerThanItsPart_IsRefused()
    {
        using var folder = new TempFolder();
        string path = Zip(folder, "}X\u0001\0\0\0a" + Tensor(0, 200, 1, 200) + "s.");
        AssertRefused("reaches beyond", path);
    }

    [Fact]
    public void Open_ListsInListsWithoutEnd_AreRefused()
    {
        using var folder = new TempFolder();
        // A list that holds itself.
        string loop = Zip(folder, "]q\0h\0a.");
        AssertRefused("nest deeper", loop);
        // Each list holds the one before ten times: 10^30 values in 400 bytes.
        var bomb = new StringBuilder("]q\0");
        for (int i = 0; i < 30; i++)
            bomb.Append("](").Append(string.Concat(Enumerable.Repeat($"h{(char)i}", 10))).Append($"eq{(char)(i + 1)}");
        AssertRefused("are more than", Zip(folder, bomb + "."));
    }

    [Fact]
    public void ReadFloats_OfATransposedTensor_AreRowMajor()
    {
        using var folder = new TempFolder();
        string path = Zip(folder,
            "}X\u0001\0\0\0a" + Rebuild + "(" + Storage(4) + "K\0K\u0002K\u0002\u0086K\u0001K\u0002\u0086\u0089NtRs.");
        using WeightFile file = WeightFile.Open(path);
        Assert.Equal([1f, 3f, 2f, 4f], file.ReadFloats("a"));
    }

    [Fact]
    public void Open_AScriptModule_WalksItsAttributes()
    {
        using var folder = new TempFolder();
        string module = "c__torch__.net\nBlock\n)\u0081}X\u0006\0\0\0weight" + Tensor(0, 2, 1, 2) + "sb";
        string path = Zip(folder, "c__torch__\nNet\n)\u0081}X\u0005\0\0\0block" + module + "sb.");
        using WeightFile file = WeightFile.Open(path);
        Assert.Equal("block.weight", Assert.Single(file.Entries).Name);
    }

    private static void AssertRefused(string reason, string path) => Assert.Contains(reason,
        Assert.Throws<WeightFormatException>(() => WeightFile.Open(path)).Message, StringComparison.Ordinal);

    private static string Storage(int count) =>
        $"(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuJ{Int(count)}tQ";

    private static string Tensor(int offset, int size, int stride, int count) =>
        $"{Rebuild}({Storage(count)}J{Int(offset)}J{Int(size)}\u0085J{Int(stride)}\u0085\u0089NtR";

    private static string Int(int value) => Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static string Zip(TempFolder folder, string pickle)
    {
        string path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        void Part(string name, byte[] bytes)
        {
            using Stream stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }
        Part("archive/data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002" + pickle));
        Part("archive/data/0", [.. new[] { 1f, 2f, 3f, 4f }.SelectMany(BitConverter.GetBytes)]);
        return path;
    }
}
