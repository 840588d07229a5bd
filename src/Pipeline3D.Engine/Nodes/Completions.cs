using System.Threading.Tasks.Dataflow;

namespace Pipeline3D.Engine;

/// <summary>Hands the completion of one part on to the next ones.</summary>
internal static class Completions
{
    /// <summary>Completes the targets when <paramref name="before"/> has ended, and passes its failure on.</summary>
    public static async Task Chain(Task before, params IReadOnlyList<IDataflowBlock> targets)
    {
        try
        {
            await before.ConfigureAwait(false);
        }
        finally
        {
            foreach (IDataflowBlock target in targets)
                target.Complete();
        }
    }
}
