namespace Pipeline3D.Weights.Pickle;

/// <summary>A name that a pickle refers to; nothing of that name is looked up or run.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}

/// <summary>A dict, in the order of the file.</summary>
internal sealed class PickleDict
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}

/// <summary>An object of a class that is not known: its attributes only, as TorchScript's modules have them.</summary>
internal sealed record PickleBag(string ClassName)
{
    public PickleDict Attributes { get; } = new();
}

/// <summary>A stretch of numbers in an archive's part <c>data/KEY</c>.</summary>
internal sealed record PickleStorage(WeightType Type, string Key, long Count);

/// <summary>A view on a storage; offset and strides in elements.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
