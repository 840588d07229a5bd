#if TORCHSHARP
using TorchSharp;
#endif

using Pipeline3D.Weights;

namespace Pipeline3D.Torch.Weights;

/// <summary>Weights of a file into a module and back. Compiled for either backend.</summary>
public static class WeightLoading
{
    /// <summary>Fills a module's parameters and buffers from a file, after comparing every name and shape.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="module">What is filled.</param>
    /// <param name="rename">The module's name for a name of the file; null leaves that tensor out. Null: names are
    /// equal.</param>
    /// <param name="strict">False lets names be missing or unexpected; shapes must fit all the same.</param>
    /// <returns>What was missing and unexpected.</returns>
    /// <exception cref="WeightFormatException">The weights do not fit, every name at once; nothing was changed
    /// then.</exception>
    public static LoadReport LoadInto(this WeightFile file, torch.nn.Module module,
        Func<string, string?>? rename = null, bool strict = true)
    {
        Dictionary<string, torch.Tensor> state = module.state_dict();
        (WeightEntry Entry, string Name)[] given = [.. from entry in file.Entries
                                                       let name = rename is null ? entry.Name : rename(entry.Name)
                                                       where name is not null
                                                       select (entry, name)];
        LoadReport report = LoadReport.Compare(state.Select(item => (item.Key, item.Value.shape)),
            given.Select(item => (item.Name, item.Entry.Shape.ToArray())));
        report.Require(file.FilePath, strict);
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable quiet = torch.no_grad();
        foreach ((WeightEntry entry, string name) in given)
            if (state.TryGetValue(name, out torch.Tensor? target))
                target.copy_(torch.tensor(file.ReadFloats(entry.Name), [.. entry.Shape]));
        return report;
    }

    /// <summary>Writes a module's parameters and buffers as safetensors of float32.</summary>
    public static void Save(this torch.nn.Module module, Stream stream,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        SafetensorsWriter.Write(stream, [.. module.state_dict().Select(item => (item.Key, item.Value.shape,
            (ReadOnlyMemory<float>)item.Value.detach().to_type(torch.ScalarType.Float32).data<float>().ToArray()))],
            metadata);
    }
}
