using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Tests.Parity;

/// <summary>What PyTorch computed, from tools/torch-fixtures.py: tensors by <c>case/name</c>.</summary>
internal sealed class Fixture(string name) : IDisposable
{
    private readonly WeightFile _file =
        WeightFile.Open(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.safetensors"));

    public IEnumerable<string> Cases => _file.Entries.Select(entry => entry.Name.Split('/')[0]).Distinct();

    public IEnumerable<string> Names(string prefix) => from entry in _file.Entries
                                                       where entry.Name.StartsWith(prefix, StringComparison.Ordinal)
                                                       select entry.Name[prefix.Length..];

    public Tensor this[string name]
    {
        get
        {
            WeightEntry entry = _file[name];
            Tensor numbers = Tensors.From(_file.ReadFloats(name), entry.Shape.AsSpan());
            return entry.Type == WeightType.Int64 ? numbers.to_type(torch.int64) : numbers;
        }
    }

    /// <summary>The state dictionary that a case began with.</summary>
    public Dictionary<string, Tensor> State(string name) =>
        Names($"{name}/state.").ToDictionary(key => key, key => this[$"{name}/state.{key}"]);

    /// <summary>Fails unless every element is within 1e-5 of the expected, relative to the largest of them.</summary>
    public void AssertClose(string name, Tensor actual)
    {
        Tensor expected = this[name];
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{name}: {string.Join(",", actual.shape)}");
        if (expected.numel() == 0)
            return;
        double scale = Math.Max(1e-6, expected.to_type(torch.float64).abs().max().item<double>());
        double error = (expected.to_type(torch.float64) - actual.detach().to_type(torch.float64)).abs().max()
            .item<double>();
        Assert.True(error <= 1e-5 * scale, $"{name}: off by {error:g3} where the largest is {scale:g3}");
    }

    public void Dispose() => _file.Dispose();
}
