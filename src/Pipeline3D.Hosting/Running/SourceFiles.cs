using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Hosting.Running;

/// <summary>Lists the files that a source reads, whatever its payload; none for other blocks.</summary>
internal sealed class SourceFiles(RunContext run, CancellationToken stop) : IBlockVisitor<Task<IReadOnlyList<string>>>
{
    private static readonly Task<IReadOnlyList<string>> None = Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<IReadOnlyList<string>> Source<TOut>(ISource<TOut> block)
    {
        var files = new List<string>();
        await foreach (SourceEntry<TOut> entry in block.ListAsync(run, stop).ConfigureAwait(false))
            files.AddRange(entry.Files);
        return files;
    }

    public Task<IReadOnlyList<string>> Transform<TIn, TOut>(ITransform<TIn, TOut> block) => None;

    public Task<IReadOnlyList<string>> Filter<T>(IFilter<T> block) => None;

    public Task<IReadOnlyList<string>> Expand<TIn, TOut>(IExpand<TIn, TOut> block) => None;

    public Task<IReadOnlyList<string>> Reduce<TIn, TOut>(IReduce<TIn, TOut> block) => None;

    public Task<IReadOnlyList<string>> Apply<TSide, TIn, TOut>(IApply<TSide, TIn, TOut> block) => None;

    public Task<IReadOnlyList<string>> Plug<TIn, TOut>(IPlug<TIn, TOut> block) => None;

    public Task<IReadOnlyList<string>> Sink<TIn>(ISink<TIn> block) => None;
}
