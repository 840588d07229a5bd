using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Tests.Support;

/// <summary>What a tally does wrong.</summary>
internal enum TallyFault
{
    None, ForgetsRecalled, TakesWhenContributing, LooksWhenContributing, RefusesTooEarly, RefusesTooLate,
    OtherBytes, FileByTurn, NoFile, OtherFile,
}

/// <summary>Lists the first values of signals in a file, and keeps a file per signal; each value must exceed the one
/// before. With a fault it does one thing wrong.</summary>
internal sealed class Tally(TallyFault fault = TallyFault.None) : SinkBlock3D<Signal>(new NoOptions()),
    IContributes<Signal>
{
    private readonly List<float> _values = [];
    private int _turn;

    public override ValueTask ConsumeAsync(Signal input, BlockContext context)
    {
        Take(ValueOf(input, context), context);
        Write(context, input.Values[0]);
        return ValueTask.CompletedTask;
    }

    public ValueTask<Contribution> ContributeAsync(Signal input, BlockContext context)
    {
        float value = ValueOf(input, context);
        if (fault == TallyFault.TakesWhenContributing)
            lock (_values)
                _values.Add(value);
        if (fault == TallyFault.RefusesTooEarly && _values.Count > 0)
            RequireMore(value, context);
        Contribution left = Remember(input, context);
        if (fault != TallyFault.NoFile)
            Write(context, fault == TallyFault.OtherFile ? -value : value);
        return new(fault switch
        {
            TallyFault.LooksWhenContributing => left with { Data = BitConverter.GetBytes(value + _values.Count) },
            TallyFault.OtherBytes => left with { Data = new byte[5] },
            TallyFault.FileByTurn => left with
            {
                Outputs = [context.Run.Folder.In($"{Interlocked.Increment(ref _turn)}.txt")],
            },
            _ => left,
        });
    }

    public Contribution Remember(Signal input, BlockContext context)
        => new(BitConverter.GetBytes(input.Values[0]), [PathOf(context)]);

    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
    {
        if (fault == TallyFault.RefusesTooLate)
            _values.Add(BitConverter.ToSingle(data.Span));
        else if (fault != TallyFault.ForgetsRecalled)
            Take(BitConverter.ToSingle(data.Span), context);
    }

    public override ValueTask CompleteAsync(RunContext run, CancellationToken stop)
    {
        AtomicFile.WriteText(run.Folder.In("values.txt"), string.Join(' ', _values));
        return ValueTask.CompletedTask;
    }

    private static float ValueOf(Signal input, BlockContext context) => input.Values is [var first, ..] ? first
        : throw context.Reject(RejectReason.EmptyCloud, "there is no value");

    private static string PathOf(BlockContext context) => context.Run.Folder.InItem("each", context.Item, ".txt");

    private static void Write(BlockContext context, float value) => AtomicFile.WriteText(PathOf(context), $"{value}");

    private void Take(float value, BlockContext context)
    {
        RequireMore(value, context);
        _values.Add(value);
    }

    private void RequireMore(float value, BlockContext context)
    {
        if (_values.Count == 0 || value > _values[^1])
            return;
        File.Delete(PathOf(context));
        throw context.Reject(RejectReason.SizeMismatch, $"{value} is not above {_values[^1]}");
    }
}
