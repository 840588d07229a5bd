using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Weights.Tests;

/// <summary>Whatever the bytes, a weight file opens or says why not: no other exception, no running away.</summary>
public sealed class WeightFuzzTests
{
    [Fact]
    public void WriteThenOpen_OfAnyTensors_GivesThemBack() => Prop.ForAll(
        Gen.Choose(0, 4).ListOf(3).Two().ToArbitrary(),
        sizes =>
        {
            using var folder = new TempFolder();
            (string Name, long[] Shape, ReadOnlyMemory<float> Numbers)[] tensors =
                [Filled("a", sizes.Item1), Filled("b.c", sizes.Item2)];
            using (FileStream stream = File.Create(folder["x"]))
                SafetensorsWriter.Write(stream, tensors);
            using WeightFile file = WeightFile.Open(folder["x"]);
            return tensors.All(tensor => file[tensor.Name].Shape.SequenceEqual(tensor.Shape)
                && file.ReadFloats(tensor.Name).AsSpan().SequenceEqual(tensor.Numbers.Span));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Strided_OfAnyOrderOfAxes_EqualsIndexByIndex() => Prop.ForAll(
        Gen.Choose(1, 5).ListOf(3).ToArbitrary(),
        sizes =>
        {
            long[] shape = [.. sizes.Select(size => (long)size)], strides = Strided.ColumnMajor(shape);
            byte[] bytes = [.. Enumerable.Range(0, (int)(shape[0] * shape[1] * shape[2])).Select(i => (byte)i)];
            byte[] rows = Strided.RowMajor(bytes, 0, shape, strides, 1);
            int at = 0;
            for (int i = 0; i < shape[0]; i++)
                for (int j = 0; j < shape[1]; j++)
                    for (int k = 0; k < shape[2]; k++)
                        if (rows[at++] != bytes[i + shape[0] * (j + shape[1] * k)])
                            return false;
            return Strided.Reach(shape, strides) == bytes.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Open_ATorchZipWithChangedPickleBytes_OpensOrSaysWhyNot()
    {
        byte[] archive = File.ReadAllBytes(SharedFiles.Data("weights/3dst_student_test_student1.pt"));
        byte[] pickle;
        using (var zip = new ZipArchive(new MemoryStream(archive)))
        using (Stream stream = zip.GetEntry("test_student1/data.pkl")!.Open())
        using (var copy = new MemoryStream())
        {
            stream.CopyTo(copy);
            pickle = copy.ToArray();
        }
        // Stored as it is, so it can be changed in place, beside the numbers that it speaks of.
        int place = archive.AsSpan().IndexOf(pickle);
        AssertOpensOrRefuses(pickle, 300, (path, bytes) =>
        {
            bytes.CopyTo(archive, place);
            File.WriteAllBytes(path, archive);
        });
    }

    [Fact]
    public void Open_ASafetensorsFileWithChangedBytes_OpensOrSaysWhyNot()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [Filled("a", [2, 3]), Filled("b", [4])]);
        AssertOpensOrRefuses(stream.ToArray(), 2000, File.WriteAllBytes);
    }

    [Fact]
    public void Open_ASafetensorsFileWithAChangedHeader_OpensOrSaysWhyNot()
    {
        int times = Soak.Repetitions(3000);
        using var folder = new TempFolder();
        int opened = 0;
        for (int seed = 0; seed < times; seed++)
        {
            JsonNode header = JsonNode.Parse("""
                {"__metadata__":{"a":"1"},"x":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
                "y":{"dtype":"I8","shape":[],"data_offsets":[8,9]}}
                """)!;
            JsonMutation.Change(header, new Random(seed));
            byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
            File.WriteAllBytes(folder["x"], [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[9]]);
            try
            {
                using WeightFile file = WeightFile.Open(folder["x"]);
                foreach (WeightEntry entry in file.Entries)
                    file.ReadFloats(entry.Name);
                opened++;
            }
            catch (WeightFormatException refused)
            {
                Assert.StartsWith(folder["x"], refused.Message, StringComparison.Ordinal);
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}: {header.ToJsonString()}: {other}");
            }
        }
        Assert.InRange(opened, 0, times / 2);
    }

    [Fact]
    public void Open_AnNpzWithChangedBytes_OpensOrSaysWhyNot()
    {
        byte[] npy = [0x93, .. "NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"u8,
            .. new byte[128 - 69], .. new byte[8]];
        AssertOpensOrRefuses(npy, 1000, (path, bytes) =>
        {
            using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
            using Stream part = archive.CreateEntry("a.npy").Open();
            part.Write(bytes);
        });
    }

    private static void AssertOpensOrRefuses(byte[] sound, int all, Action<string, byte[]> write)
    {
        int times = Soak.Repetitions(all);
        using var folder = new TempFolder();
        int opened = 0;
        string path = folder["file"];
        for (int seed = 0; seed < times; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. sound];
            for (int change = seed == 0 ? 0 : random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.Delete(path);
            write(path, bytes);
            try
            {
                using WeightFile file = WeightFile.Open(path);
                foreach (WeightEntry entry in file.Entries)
                    file.ReadFloats(entry.Name);
                opened++;
            }
            catch (WeightFormatException refused)
            {
                Assert.True(seed > 0, refused.Message);
                Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}: {other}");
            }
        }
        Assert.InRange(opened, 1, times - 1);
    }

    private static (string Name, long[] Shape, ReadOnlyMemory<float> Numbers) Filled(string name,
        IEnumerable<int> sizes)
    {
        long[] shape = [.. sizes.Select(size => (long)size)];
        var random = new Random(shape.Length);
        return (name, shape, Enumerable.Range(0, (int)shape.Aggregate(1L, (count, size) => count * size))
            .Select(_ => random.NextSingle()).ToArray());
    }
}
