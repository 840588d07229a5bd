using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Detection.Tests.Contracts;

public sealed class SampleStoreTests
{
    [Fact]
    public void Add_BeyondTheRoom_GoesToTheFolderAndComesBackTheSame()
    {
        using var folder = new TempFolder();
        PatchSample[] samples = [.. Enumerable.Range(0, 5).Select(i => new PatchSample(new FeatureMatrix(2, 3,
            [.. Enumerable.Range(0, 6).Select(j => (float)(i + j))]), GridPadding.ToSquare(6, 5, 4)))];
        using (var store = new SampleStore<PatchSample>(PatchSampleCodec.Instance, folder.Path))
        {
            for (int i = 0; i < samples.Length; i++)
                store.Add(samples[i], i == 4 ? Role.Validation : Role.Train, room: 50 - store.HeldBytes);
            Assert.Equal(48, store.HeldBytes);
            Assert.Single(Directory.GetFiles(folder.Path, "samples.*.tmp"));
            // In any order, as often as wanted.
            foreach (int i in new[] { 4, 0, 3, 2, 3, 1 })
            {
                PatchSample read = store.All[i].Read();
                Assert.Equal(samples[i].Patches.Values, read.Patches.Values);
                Assert.Equal(samples[i].Padding, read.Padding);
            }
            Assert.Equal(Role.Validation, store.All[4].Role);
        }
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Graph_WrittenAndRead_IsTheSameGraph()
    {
        Pipeline3D.Data.Scan scan = Learnt.Scan(Pipeline3D.Detection.Tests.ThreeDSt.Case.Surface(200, 3));
        MethodRunner method = Learnt.Method<ThreeDStMethod>();
        var options = new ThreeDStOptions { Points = 100, Neighbours = 6 };
        var sample = (GraphSample)method.Prepare(scan, options, new MethodContext());
        using var stream = new MemoryStream();
        method.WriteSample(sample, new BinaryWriter(stream));
        stream.Position = 0;
        var read = (GraphSample)method.ReadSample(new BinaryReader(stream));
        Assert.Equal(sample.Graph.Index, read.Graph.Index);
        Assert.Equal(sample.Graph.Distance, read.Graph.Distance);
        Assert.Equal(sample.Graph.Order, read.Graph.Order);
        Assert.Equal(sample.Indices, read.Indices);
        Assert.Equal(100, read.Indices.Length);
    }
}
