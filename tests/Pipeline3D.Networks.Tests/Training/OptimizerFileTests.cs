using Pipeline3D.Networks.Tests.Parity;
using Pipeline3D.Networks.Training;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests.Training;

public sealed class OptimizerFileTests : NeedsTorch
{
    public static TheoryData<string> Names => OptimizerTests.Names;

    [Theory, MemberData(nameof(Names))]
    public void Restore_AfterFiveSteps_GoesOnByteIdentically(string name)
    {
        using var folder = new TempFolder();
        using var fixture = new Fixture("optimizers");
        using nn.Module<Tensor, Tensor> net = OptimizerTests.Start(fixture, name),
            twin = OptimizerTests.Start(fixture, name);
        using var optimizer = (OptimizerHelper)OptimizerTests.Optimizers[name](net.parameters());
        for (int step = 0; step < 5; step++)
            OptimizerTests.Train(fixture, name, net, optimizer);
        optimizer.ParamGroups.First().LearningRate *= 0.7; // as a schedule does
        string weights = Write(folder["net"], stream => net.Save(stream)),
            state = Write(folder["state"], stream => OptimizerFile.Save(stream, optimizer));

        using var other = (OptimizerHelper)OptimizerTests.Optimizers[name](twin.parameters());
        using (WeightFile file = WeightFile.Open(weights))
            file.LoadInto(twin);
        using (WeightFile file = WeightFile.Open(state))
            OptimizerFile.Restore(file, other);
        for (int step = 0; step < 5; step++)
        {
            OptimizerTests.Train(fixture, name, net, optimizer);
            OptimizerTests.Train(fixture, name, twin, other);
        }

        foreach ((Parameter first, Parameter second) in net.parameters().Zip(twin.parameters()))
            Assert.Equal(first.bytes.ToArray(), second.bytes.ToArray());
        Assert.Equal(Bytes(stream => OptimizerFile.Save(stream, optimizer)),
            Bytes(stream => OptimizerFile.Save(stream, other)));
    }

    [Fact]
    public void Restore_BeforeAnyStep_IsTheFreshState()
    {
        using var folder = new TempFolder();
        using Linear layer = nn.Linear(3, 2);
        using SGD fresh = optim.SGD(layer.parameters(), 0.1, momentum: 0.9),
            used = optim.SGD(layer.parameters(), 0.1, momentum: 0.9);
        string path = Write(folder["state"], stream => OptimizerFile.Save(stream, fresh));
        layer.call(Tensors.From([1f, 2f, 3f], 1, 3)).sum().backward();
        used.step();

        using (WeightFile file = WeightFile.Open(path))
            OptimizerFile.Restore(file, used);

        Assert.Equal(File.ReadAllBytes(path), Bytes(stream => OptimizerFile.Save(stream, used)));
    }

    [Fact]
    public void Restore_OfAnotherOptimizerOrNetwork_SaysWhatDiffersAndChangesNothing()
    {
        using var folder = new TempFolder();
        using Linear layer = nn.Linear(3, 2), wider = nn.Linear(3, 4);
        using Adam adam = optim.Adam(layer.parameters()), other = optim.Adam(wider.parameters());
        using AdamW decayed = optim.AdamW(layer.parameters());
        string path = Write(folder["state"], stream => OptimizerFile.Save(stream, adam));
        byte[] before = Bytes(stream => OptimizerFile.Save(stream, other));
        using WeightFile file = WeightFile.Open(path);

        Assert.Contains("of Adam, not of AdamW",
            Assert.Throws<WeightFormatException>(() => OptimizerFile.Restore(file, decayed)).Message,
                StringComparison.Ordinal);
        Assert.Contains("0.exp_avg is [2, 3], the model wants [4, 3]",
            Assert.Throws<WeightFormatException>(() => OptimizerFile.Restore(file, other)).Message,
                StringComparison.Ordinal);
        Assert.Equal(before, Bytes(stream => OptimizerFile.Save(stream, other)));
    }

    [Fact]
    public void Save_OfAnOptimizerThatIsNotKept_SaysWhichAre()
    {
        using Linear layer = nn.Linear(3, 2);
        using RMSProp optimizer = optim.RMSProp(layer.parameters());
        Assert.Contains("Adam, AdamW or SGD", Assert.Throws<ArgumentException>(
            () => OptimizerFile.Save(Stream.Null, optimizer)).Message, StringComparison.Ordinal);
    }

    private static string Write(string path, Action<Stream> write)
    {
        using FileStream stream = File.Create(path);
        write(stream);
        return path;
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
