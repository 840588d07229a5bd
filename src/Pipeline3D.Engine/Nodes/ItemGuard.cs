using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Remote;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Runs a block's body on one item and turns every way to fail into that item's dead letter. The only place
/// that catches all.</summary>
internal sealed class ItemGuard(string block, BlockSettings settings, RunState state, RejectReason ioReason)
{
    public NodeMeter Meter { get; } = new(block, state.Time);

    /// <summary>Runs the body; the result is the item with its new payload, or the mark of its end.</summary>
    /// <remarks>Allocates nothing for a body that completes at once.</remarks>
    public ValueTask<Flow<TOut>> RunAsync<TIn, TOut>(in Flow<TIn> flow,
        Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body)
    {
        if (!flow.IsLive)
            return new(flow.Pass<TOut>());
        long began = state.Time.GetTimestamp();
        flow.Ticket.At = block;
        Meter.Began(flow.SentAt, began);
        if (settings.Timeout is not null || flow.Ticket.Trace is not null || state.Stop.IsCancellationRequested)
            return RunAsync(flow, body, began, first: null);
        ValueTask<TOut> first = Begin(flow, body);
        if (!first.IsCompletedSuccessfully)
            return RunAsync(flow, body, began, first);
        TOut output = first.Result;
        if (output is null)
            return RunAsync(flow, body, began, new ValueTask<TOut>(output));
        long now = state.Time.GetTimestamp();
        Ended(flow, began, now, dead: false);
        return new(flow.Live(output, now));
    }

    /// <summary>Makes the item a dead letter.</summary>
    public Flow<TOut> Bury<TIn, TOut>(Flow<TIn> flow, RejectReason reason, string message, string stack = "")
    {
        state.AddDeadLetter(flow.Ticket, flow.Id, block, reason, message, stack);
        if (reason is RejectReason.Shortage or RejectReason.DeviceMemory)
            state.RanShort(flow.Ticket, reason, message);
        return flow.Ended<TOut>(ItemOutcome.Dead);
    }

    // What the body throws before it first waits comes out of its task, like what it throws later.
    private ValueTask<TOut> Begin<TIn, TOut>(in Flow<TIn> flow, Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body)
    {
        try
        {
            return body(flow, ContextOf(flow, state.Stop));
        }
        catch (Exception cause)
        {
            return ValueTask.FromException<TOut>(cause);
        }
    }

    // The first attempt may have begun already.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Flow<TOut>> RunAsync<TIn, TOut>(Flow<TIn> flow,
        Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body, long began, ValueTask<TOut>? first)
    {
        using Activity? trace = flow.Ticket.Trace is { } parent
            ? EngineTelemetry.Traces.StartActivity(block, ActivityKind.Internal, parent.Context) : null;
        Failure? failure = null;
        for (int attempt = 0; attempt <= settings.Retries; attempt++)
        {
            (TOut? output, failure) = await TryAsync(flow, body, attempt == 0 ? first : null).ConfigureAwait(false);
            if (failure is null)
            {
                long now = state.Time.GetTimestamp();
                Ended(flow, began, now, dead: false);
                return flow.Live(output!, now);
            }
            if (!failure.CanRetry || attempt == settings.Retries || !await PauseAsync().ConfigureAwait(false))
                break;
        }
        Ended(flow, began, state.Time.GetTimestamp(), dead: true);
        trace?.SetStatus(ActivityStatusCode.Error, failure!.Message);
        return Bury<TIn, TOut>(flow, failure!.Reason, failure.Message, failure.Stack);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(TOut? Output, Failure? Failure)> TryAsync<TIn, TOut>(
        Flow<TIn> flow, Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body, ValueTask<TOut>? first)
    {
        if (first is null && state.Stop.IsCancellationRequested)
            return (default, Failure.Of(RejectReason.Stopped, "the run was stopped before this block took the item"));
        try
        {
            TOut output = settings.Timeout is { } timeout
                ? await WithTimeoutAsync(flow, body, timeout).ConfigureAwait(false)
                : first is { } begun ? await begun.ConfigureAwait(false)
                : await body(flow, ContextOf(flow, state.Stop)).ConfigureAwait(false);
            return output is null
                ? (default, Failure.Of(RejectReason.NoResult, "the block returned nothing"))
                : (output, null);
        }
        // First of all: a reader may have taken it for a fault of the file.
        catch (Exception cause) when (Shortage.Of(cause) is { } shortage)
        {
            return (default, new Failure(RejectReason.Shortage, shortage, cause.ToString(), CanRetry: true));
        }
        catch (ItemRejectedException cause)
        {
            return (default, new Failure(cause.Reason, cause.Detail, cause.InnerException?.ToString() ?? "",
                CanRetry: false));
        }
        catch (BlockTimeoutException)
        {
            return (default, Failure.Of(RejectReason.Timeout,
                $"the block took longer than its timeout of {settings.Timeout}; raise 'timeout' or give it less to do",
                    true));
        }
        // A timeout inside a body surfaces as OperationCanceledException, which Dataflow would drop without a trace;
        // so only the caller's stop counts as cancellation, everything else becomes a dead letter.
        catch (OperationCanceledException) when (state.Stop.IsCancellationRequested)
        {
            return (default, Failure.Of(RejectReason.Stopped,
                "the run was stopped while this block worked on the item"));
        }
        catch (OperationCanceledException cause)
        {
            return (default, new Failure(RejectReason.ForeignCancellation,
                $"something inside the block was cancelled: {cause.Message}", cause.ToString(), CanRetry: true));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            string advice = ioReason switch
            {
                RejectReason.Unreadable => "; check that it exists and may be read",
                RejectReason.OutputFailed => "; check the space on the disk and the rights on the folder",
                _ => "",
            };
            return (default, new Failure(ioReason, cause.Message + advice, cause.ToString(), CanRetry: true));
        }
        catch (Exception cause)
        {
            return (default, new Failure(RejectReason.BlockFailed,
                $"{cause.GetType().Name}: {cause.Message}", cause.ToString(), CanRetry: true));
        }
    }

    private async Task<TOut> WithTimeoutAsync<TIn, TOut>(
        Flow<TIn> flow, Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body, TimeSpan timeout)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(state.Stop);
        // On a thread of its own, because a body that computes cannot be left otherwise; its token tells it to give up.
        Task<TOut> work = Task.Run(() => body(flow, ContextOf(flow, limit.Token)).AsTask(),
            CancellationToken.None);
        Task timer = Task.Delay(timeout, state.Time, limit.Token);
        await Task.WhenAny(work, timer).ConfigureAwait(false);
        bool inTime = work.IsCompleted;
        await limit.CancelAsync().ConfigureAwait(false);
        if (inTime)
        {
            limit.Dispose();
            return await work.ConfigureAwait(false);
        }
        // The body may still run and use the ticket; what it throws later is no longer anybody's.
        flow.Ticket.IsReusable = false;
        _ = work.ContinueWith(late => { _ = late.Exception; limit.Dispose(); },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        state.Stop.ThrowIfCancellationRequested();
        throw new BlockTimeoutException();
    }

    private void Ended<TIn>(in Flow<TIn> flow, long began, long now, bool dead)
    {
        Meter.Ended(began, now, dead, !flow.Ticket.IsCompletion);
        if (flow.Ticket.Timings is not null)
            flow.Ticket.Add(new BlockTiming(block, state.Time.GetElapsedTime(began, now),
                flow.SentAt == 0 || flow.SentAt > began ? TimeSpan.Zero
                    : state.Time.GetElapsedTime(flow.SentAt, began), dead, flow.Ticket.TakeCached(block)));
    }

    private async Task<bool> PauseAsync()
    {
        Task pause = Task.Delay(settings.RetryDelay, state.Time, state.Stop);
        await Task.WhenAny(pause).ConfigureAwait(false);
        return pause.IsCompletedSuccessfully;
    }

    private BlockContext ContextOf<TIn>(in Flow<TIn> flow, CancellationToken stop)
        => new(flow.Id, flow.Ticket.Number, flow.Ticket.Context ?? state.Context, stop)
        {
            Block = block, DueAt = flow.Ticket.DueAt,
        };

    private sealed record Failure(RejectReason Reason, string Message, string Stack, bool CanRetry)
    {
        public static Failure Of(RejectReason reason, string message, bool canRetry = false) => new(reason, message, "",
            canRetry);
    }

    private sealed class BlockTimeoutException : Exception;
}
