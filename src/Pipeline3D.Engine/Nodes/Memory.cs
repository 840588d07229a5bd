using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Engine.Journal;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Engine.Nodes;

/// <summary>An end that may have no use for what some items leave in it.</summary>
internal interface INeeds
{
    bool Needs(ItemId item);
}

/// <summary>Gives sinks and reducers back what items left in them in an earlier run.</summary>
internal static class Memory
{
    /// <summary>Recalls what the item of a mark left in a node.</summary>
    /// <returns>Who was recalled: nobody when the item did not come so far, several when it was split; and whether one
    /// was rejected, whose dead letter is written.</returns>
    public static (IReadOnlyList<ItemId> Parts, bool AnyRejected) Recall<TIn>(Flow<TIn> flow, string node,
        IRemembers<TIn>? memory, RunState state)
    {
        var recalled = new List<ItemId>();
        bool anyRejected = false;
        // An item that comes by two ways leaves two marks, but all that it left was written once.
        if (!flow.Ticket.BeginRecall(node))
            return (recalled, false);
        try
        {
            foreach (JournalContribution contribution in Left(flow.Ticket.Resumed!, node, state.Journal))
            {
                // A reducer that makes something of its items elsewhere is told who they are, and no more.
                if (memory is not null && !TryRecall(memory, contribution, flow.Ticket, node, state))
                    anyRejected = true;
                else
                    recalled.Add(contribution.Part);
            }
        }
        catch (Exception cause)
        {
            state.AddFailure($"{node} could not take back what {flow.Id} left in it: {cause.Message}; "
                + "run again with --overwrite");
        }
        return (recalled, anyRejected);
    }

    /// <summary>How an item ends that was rejected when what it left was taken back: as dead, or, when an earlier run
    /// computed it, as resumed still.</summary>
    public static ItemOutcome Dead(ItemOutcome mark) => mark == ItemOutcome.Resumed ? mark : ItemOutcome.Dead;

    // What was computed elsewhere and waits with being written is in no journal yet.
    private static IEnumerable<JournalContribution> Left(JournalEntry entry, string node, IRunJournal journal)
        => entry.Key == 0 ? entry.Contributions.Where(part => part.Node == node) : journal.Contributions(entry, node);

    private static bool TryRecall<TIn>(IRemembers<TIn> memory, JournalContribution contribution, Ticket ticket,
        string node, RunState state)
    {
        try
        {
            memory.Recall(contribution.Data,
                new BlockContext(contribution.Part, ticket.Number, state.Context, state.Stop) { Block = node });
            return true;
        }
        catch (ItemRejectedException cause)
        {
            Reject(contribution, ticket, node, cause.Reason, cause.Detail, cause.InnerException?.ToString() ?? "",
                state);
            return false;
        }
        // What the block takes for the first time now may fail it as if it had taken the item itself.
        catch (Exception cause) when (ticket.Entry is not null)
        {
            Reject(contribution, ticket, node, RejectReason.BlockFailed, $"{cause.GetType().Name}: {cause.Message}",
                cause.ToString(), state);
            return false;
        }
    }

    private static void Reject(JournalContribution contribution, Ticket ticket, string node, RejectReason reason,
        string message, string stack, RunState state)
    {
        state.Resumption.Rejected(ticket.Source, ticket.Id, new DeadLetter(contribution.Part, ticket.Number, node,
            reason,
            message, ticket.Input, stack));
        state.AddDeadLetter(ticket, contribution.Part, node, reason, message, stack);
    }
}
