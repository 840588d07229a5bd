using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Testing.Tests.Support;

/// <summary>A payload that can be changed, as arrays can.</summary>
internal sealed record Signal(float[] Values)
{
    public static Signal Of(int index) => new([index, index + 0.5f, index * index]);
}

/// <summary>A transform whose body a test writes in place.</summary>
internal class Body(Func<Signal, BlockContext, ValueTask<Signal>> body)
    : TransformBlock3D<Signal, Signal>(new NoOptions())
{
    public override ValueTask<Signal> TransformAsync(Signal input, BlockContext context) => body(input, context);
}

/// <summary>Does everything right: doubles each value, rejects what is no number or nothing.</summary>
internal sealed class Doubler() : Body((input, context) =>
{
    context.Stop.ThrowIfCancellationRequested();
    if (input.Values.Length == 0)
        throw context.Reject(RejectReason.EmptyCloud, "there is no value");
    if (!input.Values.All(float.IsFinite))
        throw context.Reject(RejectReason.NotANumber, "a value is no number");
    return new(new Signal([.. input.Values.Select(value => 2 * value)]));
});

/// <summary>A block whose end a test writes.</summary>
internal sealed class EndsBadly(int atItems) : TransformBlock3D<Signal, Signal>(new NoOptions()), IDisposable
{
    private int _items;

    public override ValueTask<Signal> TransformAsync(Signal input, BlockContext context)
    {
        Interlocked.Increment(ref _items);
        return new(input);
    }

    public void Dispose()
    {
        if (_items == atItems)
            throw new InvalidOperationException($"cannot end after {atItems} items");
    }
}

/// <summary>Splits each signal into its values, under the given names.</summary>
internal sealed class Splitter(Func<int, string> name) : ExpandBlock3D<Signal, float>(new NoOptions())
{
    public override ValueTask<IReadOnlyList<(string Name, float Payload)>> ExpandAsync(Signal input,
        BlockContext context) => new([.. input.Values.Select((value, i) => (name(i), value))]);
}

/// <summary>Adds a value that is known beforehand.</summary>
internal sealed class Shift() : ApplyBlock3D<float, Signal, Signal>(new NoOptions())
{
    public override ValueTask<Signal> ApplyAsync(float side, Signal input, BlockContext context)
        => new(new Signal([.. input.Values.Select(value => side + value)]));
}

/// <summary>Lets signals with a large first value pass.</summary>
internal sealed class Large() : FilterBlock3D<Signal>(new NoOptions())
{
    public override ValueTask<string?> ReasonToDropAsync(Signal input, BlockContext context)
        => new(input.Values[0] >= 2 ? null : "small");
}

/// <summary>Keeps outputs between runs, all of their values or without the last.</summary>
internal sealed class Kept(bool whole) : TransformBlock3D<Signal, Signal>(new NoOptions()), ICacheable<Signal, Signal>
{
    public override ValueTask<Signal> TransformAsync(Signal input, BlockContext context)
        => new(new Signal([.. input.Values.Select(value => -value)]));

    public void SaveOutput(Signal output, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (float value in output.Values)
            writer.Write(value);
    }

    public Signal LoadOutput(Signal input, Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        return new([.. input.Values.Select((_, i) => whole || i < input.Values.Length - 1 ? reader.ReadSingle() : 0)]);
    }
}
