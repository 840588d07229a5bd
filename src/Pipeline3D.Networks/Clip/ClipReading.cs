using System.Numerics;
using System.Runtime.InteropServices;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>Reads the tensors of the towers asked for, each converted by its own type.</summary>
internal static class ClipReading
{
    /// <summary>Reads the tensors of a model whose names and sizes were compared.</summary>
    /// <exception cref="WeightFormatException">A number is not finite, or the file ends before.</exception>
    public static ClipTensors Read(WeightFile file, ClipNames names,
        IReadOnlyList<(string Name, long[] Shape)> expected)
    {
        var tensors = new ClipTensors();
        try
        {
            foreach ((string name, long[] _) in expected)
                tensors.Add(name, ReadOne(file, name, names.Sources[name]));
            // [] in some files, [1] in others.
            if (names.Sources.TryGetValue("logit_scale", out ClipSource? scale) && scale.Shape(file).Length <= 1)
            {
                using Tensor read = ReadOne(file, "logit_scale", scale);
                tensors.Add("logit_scale", read.reshape([]));
            }
            return tensors;
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    private static Tensor ReadOne(WeightFile file, string name, ClipSource source)
    {
        long[] shape = source.Shape(file);
        if (source.Transposed)
            Array.Reverse(shape);
        using DisposeScope scope = NewDisposeScope();
        Tensor tensor = empty(shape, ScalarType.Float32);
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        int at = 0;
        foreach (string part in source.Names)
        {
            int count = checked((int)file[part].Count);
            file.ReadFloats(part, numbers.Slice(at, count));
            at += count;
        }
        if (!AllFinite(numbers))
            throw file.Error($"{name} holds a number that is NaN or infinite: the file is damaged, get it again");
        if (source.Transposed)
            tensor = tensor.t().contiguous();
        return tensor.MoveToOuterDisposeScope();
    }

    private static bool AllFinite(ReadOnlySpan<float> numbers)
    {
        // x - x is 0 for a finite number and NaN for others.
        Vector<float> zeros = Vector<float>.Zero, sum = zeros;
        int i = 0;
        for (; i <= numbers.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var next = new Vector<float>(numbers[i..]);
            sum += next - next;
        }
        bool finite = Vector.EqualsAll(sum, zeros);
        for (; i < numbers.Length; i++)
            finite &= float.IsFinite(numbers[i]);
        return finite;
    }
}
