using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Where items end: a sink or a reducer.</summary>
internal interface IEnds
{
    /// <summary>Whether what an item leaves in it can be given back.</summary>
    bool Remembers { get; }

    /// <summary>Whether what it makes of all items can be kept.</summary>
    bool KeepsProduct { get; }
}

/// <summary>Gives sinks and reducers back what items left in them in an earlier run.</summary>
internal static class Memory
{
    /// <summary>Recalls what the item of a mark left in a node.</summary>
    /// <returns>Who was recalled: nobody when the item did not come so far, several when it was split.</returns>
    public static IReadOnlyList<ItemId> Recall<TIn>(Flow<TIn> flow, string node, IRemembers<TIn>? memory,
        RunState state)
    {
        var recalled = new List<ItemId>();
        // An item that comes by two ways leaves two marks, but all that it left was written once.
        if (!flow.Ticket.BeginRecall(node))
            return recalled;
        try
        {
            foreach (JournalContribution contribution in state.Journal.Contributions(flow.Ticket.Resumed!, node))
            {
                memory!.Recall(contribution.Data,
                    new BlockContext(contribution.Part, flow.Ticket.Sequence, state.Context, state.Stop)
                    {
                        Block = node,
                    });
                recalled.Add(contribution.Part);
            }
        }
        catch (Exception cause)
        {
            state.AddFailure($"{node} could not take back what {flow.Id} left in it: {cause.Message}; "
                + "run again with --overwrite");
        }
        return recalled;
    }
}
