using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks;

/// <summary>Weights of a file into a module and back.</summary>
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
    public static LoadReport LoadInto(this WeightFile file, nn.Module module,
        Func<string, string?>? rename = null, bool strict = true)
    {
        Dictionary<string, Tensor> state = module.state_dict();
        (WeightEntry Entry, string Name)[] given = [.. from entry in file.Entries
                                                       let name = rename is null ? entry.Name : rename(entry.Name)
                                                       where name is not null
                                                       select (entry, name)];
        LoadReport report = LoadReport.Compare(state.Select(item => (item.Key, item.Value.shape)),
            given.Select(item => (item.Name, item.Entry.Shape.ToArray())));
        report.Require(file.FilePath, strict);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        foreach ((WeightEntry entry, string name) in given)
            if (state.TryGetValue(name, out Tensor? target))
                target.copy_(Tensors.From(file.ReadFloats(entry.Name), entry.Shape.AsSpan()));
        return report;
    }

    /// <summary>Writes a module's parameters and buffers as safetensors of float32, sorted by name, so that equal
    /// weights are equal bytes.</summary>
    /// <param name="module">What is written.</param>
    /// <param name="stream">Where to; written from its present position on.</param>
    /// <param name="metadata">Text by key for the header; null for none.</param>
    public static void Save(this nn.Module module, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
        => SafetensorsWriter.Write(stream, [.. module.state_dict().OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => (item.Key, item.Value.shape, (ReadOnlyMemory<float>)Tensors.ToFloats(item.Value)))],
            metadata);
}
