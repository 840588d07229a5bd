using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Testing.Conformance;

public sealed partial class ConformanceSuite<TIn, TOut>
{
    private async Task<string?> CancellationAsync(CancellationToken stop)
        => await StoppedAsync(beforehand: true, stop).ConfigureAwait(false)
            ?? await StoppedAsync(beforehand: false, stop).ConfigureAwait(false);

    private Task<string?> StoppedAsync(bool beforehand, CancellationToken stop)
        => CalledAsync(async (block, run, call) =>
        {
            string when = beforehand ? "called when the run was already stopped" : "stopped while it worked";
            using var ends = new CancellationTokenSource();
            if (beforehand)
                await ends.CancelAsync().ConfigureAwait(false);
            var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TIn input = Longest is null ? payload(0) : Longest();
            Task<object?> work = Task.Run(() =>
            {
                began.SetResult();
                return call(input, new BlockContext(Identify(0), 0, run, ends.Token));
            }, CancellationToken.None);
            await began.Task.ConfigureAwait(false);
            await ends.CancelAsync().ConfigureAwait(false);
            try
            {
                await work.WaitAsync(StopWithin, TimeProvider.System, stop).ConfigureAwait(false);
                return null;
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                return $"{when}, it went on for more than {StopWithin}: pass context.Stop on, and look at it in long "
                    + "loops";
            }
            catch (Exception cause)
            {
                return $"{when}, it threw {cause.GetType().Name} ({cause.Message}): a stop is no failure of the item, "
                    + "let OperationCanceledException through";
            }
        }, stop);

    private Task<string?> CacheAsync(CancellationToken stop)
        => CalledAsync(async (block, run, call) =>
        {
            if (block is not ICacheable<TIn, TOut> cacheable)
                return null;
            for (int i = 0; i < Items; i++)
            {
                TIn input = payload(i);
                var output = (TOut)(await call(input, new BlockContext(Identify(i), i, run, stop))
                    .ConfigureAwait(false))!;
                using var kept = new MemoryStream();
                cacheable.SaveOutput(output, kept);
                kept.Position = 0;
                if (PrintOutput(cacheable.LoadOutput(input, kept)) != PrintOutput(output))
                    return $"the output of {Identify(i)} that was saved and loaded again differs from the computed one";
                if (kept.Position != kept.Length)
                    return $"of {kept.Length} bytes that SaveOutput wrote LoadOutput read {kept.Position}";
            }
            return null;
        }, stop);

    private async Task<string?> CalledAsync(
        Func<IBlock, RunContext, Func<TIn, BlockContext, Task<object?>>, Task<string?>> check, CancellationToken stop)
    {
        IBlock block = make();
        if (block.Accept(new DirectCall<TIn>(Side)) is not { } call)
            return null;
        string folder = Directory.CreateTempSubdirectory("pipeline3d-block-").FullName;
        try
        {
            var run = new RunContext { Folder = new RunFolder(folder) };
            await block.StartAsync(run, stop).ConfigureAwait(false);
            return await check(block, run, call).ConfigureAwait(false);
        }
        finally
        {
            if (block is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else if (block is IDisposable disposable)
                disposable.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
