using System.Collections.Frozen;

namespace Pipeline3D.Weights.Pickle;

/// <summary>The names and calls that torch writes into pickles of weights, and what they mean as data.</summary>
internal static class PickleCalls
{
    private const string Script = "__torch__";

    private static readonly FrozenDictionary<string, WeightType> Storages = new Dictionary<string, WeightType>
    {
        ["FloatStorage"] = WeightType.Float32, ["DoubleStorage"] = WeightType.Float64,
        ["HalfStorage"] = WeightType.Float16, ["BFloat16Storage"] = WeightType.BFloat16,
        ["LongStorage"] = WeightType.Int64, ["IntStorage"] = WeightType.Int32,
        ["ShortStorage"] = WeightType.Int16, ["CharStorage"] = WeightType.Int8, ["ByteStorage"] = WeightType.UInt8,
        ["BoolStorage"] = WeightType.Bool,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Names = new[]
    {
        "collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter", "torch.Size",
        "torch.jit._pickle.build_intlist", "torch.jit._pickle.build_doublelist", "torch.jit._pickle.build_boollist",
        "torch.jit._pickle.build_tensorlist", "torch.jit._pickle.restore_type_tag", "torch.device",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The global itself when weights may name it.</summary>
    public static PickleGlobal Allowed(PickleGlobal global, PickleCursor at) => Names.Contains(global.FullName)
        || (global.Module == "torch" && Storages.ContainsKey(global.Name)) || IsScript(global) ? global
        : throw at.Error($"global '{global.FullName}' is not allowed in weights");

    /// <summary>A storage by its persistent id: ('storage', class, key, device, count).</summary>
    public static PickleStorage Storage(object? id, PickleCursor at) =>
        id is object?[] { Length: >= 5 } parts
            && parts is ["storage", PickleGlobal { Module: "torch" } kind, string key, _, long count, ..]
        && Storages.TryGetValue(kind.Name, out WeightType type) && count >= 0 ? new PickleStorage(type, key, count)
            : throw at.Error("a persistent id that is no storage");

    /// <summary>What a call stands for.</summary>
    public static object? Invoke(PickleGlobal global, object?[] arguments, PickleCursor at) =>
        (global.FullName, arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleDict(),
        ("collections.OrderedDict", [List<object?> pairs]) => Pairs(pairs, at),
        ("torch._utils._rebuild_tensor_v2",
            [PickleStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
            new PickleTensor(storage, offset, Sizes(shape, at), Sizes(strides, at)),
        ("torch._utils._rebuild_parameter", [PickleTensor tensor, ..]) => tensor,
        ("torch.Size", [object?[] sizes]) => sizes,
        ("torch.device", [string device, ..]) => device,
        _ when global.Module == "torch.jit._pickle" && arguments.Length > 0 => arguments[0],
        _ when IsScript(global) => new PickleBag(global.FullName),
        _ => throw at.Error(
            $"a call of '{global.FullName}' with {arguments.Length} arguments is not what torch writes"),
    };

    /// <summary>Attributes of an object that was made before; those of a dict (its version notes) are left
    /// out.</summary>
    public static void SetState(object? target, object? state, PickleCursor at)
    {
        switch (target, state)
        {
            case (PickleBag bag, PickleDict attributes):
                bag.Attributes.Items.AddRange(attributes.Items);
                break;
            case (PickleBag bag, _):
                bag.Attributes.Items.Add(("state", state));
                break;
            case (PickleDict, PickleDict):
                break;
            default:
                throw at.Error("state for what is neither a module nor a dict");
        }
    }

    private static bool IsScript(PickleGlobal global) => global.Module == Script
        || global.Module.StartsWith(Script + ".", StringComparison.Ordinal);

    private static PickleDict Pairs(List<object?> pairs, PickleCursor at)
    {
        var dict = new PickleDict();
        foreach (object? pair in pairs)
            dict.Items.Add(pair switch
            {
                object?[] { Length: 2 } item => (item[0], item[1]),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw at.Error("a dict of what are no pairs"),
            });
        return dict;
    }

    private static long[] Sizes(object?[] values, PickleCursor at)
    {
        if (values.Length > 64 || values.Any(value => value is not long))
            throw at.Error("sizes that are no whole numbers, or more than 64");
        return [.. values.Cast<long>()];
    }
}
