using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Runs;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Nodes;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Cache;

/// <summary>The part of the cache that belongs to one node; does nothing when the run has none.</summary>
internal sealed class NodeCache(GraphNode spec, RunState state, NodeMeter meter)
{
    private readonly IArtifactCache? _cache = state.Cache;
    private readonly string _definition = state.DefinitionOf(spec.Id);

    private bool IsOn => _cache is not null && _definition.Length > 0;

    /// <summary>The body, or one that looks into the cache first when the block's outputs can be kept.</summary>
    /// <param name="body">Computes the output.</param>
    /// <param name="side">Key of the value known beforehand; empty without one.</param>
    public Func<Flow<TIn>, BlockContext, ValueTask<TOut>> Before<TIn, TOut>(
        Func<Flow<TIn>, BlockContext, ValueTask<TOut>> body, Func<string> side)
    {
        if (!IsOn || spec.Block is not ICacheable<TIn, TOut> block)
            return body;
        return async (flow, context) =>
        {
            // What was made of unknown content cannot be found again.
            if (flow.Ticket.Hash.Length == 0)
                return await body(flow, context).ConfigureAwait(false);
            string content = ContentKey.Of([flow.Ticket.Hash, flow.Id.Dataset, flow.Id.Path, side(),
                flow.Part.ToString(CultureInfo.InvariantCulture)]);
            using Stream? kept = _cache!.TryOpen(_definition, content);
            if (kept is not null)
            {
                meter.CountCached();
                flow.Ticket.NoteCached(spec.Id);
                return block.LoadOutput(flow.Payload!, kept);
            }
            TOut output = await body(flow, context).ConfigureAwait(false);
            _cache.Add(_definition, content, stream => block.SaveOutput(output, stream));
            return output;
        };
    }

    /// <summary>Finds the product of a reducer; the facts and remarks that belong to it are added to the run.</summary>
    public bool TryFind<TOut>(IBlock block, string key, RunContext run, [MaybeNullWhen(false)] out TOut product)
    {
        product = default;
        if (!IsOn || block is not IKeepsProduct<TOut> keeper || _cache!.TryOpen(_definition, key) is not { } stream)
            return false;
        using (stream)
        {
            using var file = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            Notes kept = JsonSerializer.Deserialize<Notes>(file.ReadString())!;
            foreach ((string name, string value) in kept.Facts)
                run.AddFact(name, value);
            foreach (string remark in kept.Remarks)
                run.AddRemark(remark);
            meter.CountCached();
            product = keeper.LoadProduct(stream);
            return true;
        }
    }

    /// <summary>Keeps the product of a reducer.</summary>
    public void Keep<TOut>(IBlock block, string key, TOut product, RunNotes notes)
    {
        if (!IsOn || block is not IKeepsProduct<TOut> keeper)
            return;
        _cache!.Add(_definition, key, stream =>
        {
            using var file = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            file.Write(JsonSerializer.Serialize(new Notes(notes.Facts, notes.Remarks)));
            keeper.SaveProduct(product, stream);
        });
    }

    private sealed record Notes(IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Remarks);
}
