namespace Pipeline3D.Core.Blocks;

/// <summary>A sink or reducer whose input can be boiled down on any machine, in parallel and in any order, to what it
/// leaves there.</summary>
/// <remarks>
/// Law, checked by the conformance suite: taking an input and remembering it leaves the same in the block, and gives
/// the same bytes and files, as contributing it and recalling the contribution. <see cref="ContributeAsync"/> neither
/// reads nor changes what the block has gathered, writes files only below the run's folder and under names made of the
/// item alone, and rejects an input for what the input itself is. What must be decided in view of other inputs is
/// decided by <see cref="IRemembers{TIn}.Recall"/>, which is called in order.
/// </remarks>
/// <typeparam name="TIn">The input payload.</typeparam>
public interface IContributes<in TIn> : IRemembers<TIn>
{
    /// <summary>Boils one input down. Called in parallel; takes nothing into the block.</summary>
    /// <returns>What <see cref="IRemembers{TIn}.Remember"/> would give had the block taken the input; more when only
    /// <see cref="IRemembers{TIn}.Recall"/> can tell what is needed of it.</returns>
    ValueTask<Contribution> ContributeAsync(TIn input, BlockContext context);

    /// <summary>Whether the block still has a use for what an item would leave in it; asked, from any thread, of the
    /// one that recalls, when the item is sent to be computed. If not, nothing is contributed, and the item is recalled
    /// without data. Default: it has.</summary>
    bool Needs(Items.ItemId item) => true;
}
