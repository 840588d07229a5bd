using Pipeline3D.Core.Items;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Clip;

/// <summary>Features of two towers don't compare: a file of weights that was replaced under its name would give scores
/// that mean nothing, and a cache knows the name alone.</summary>
internal static class SameWeights
{
    /// <summary>Rejects a scan whose features are of other weights than the model.</summary>
    /// <param name="sample">SHA-256 of the weights that made the scan's features; empty for random ones.</param>
    /// <param name="model">SHA-256 of those that the model was made with.</param>
    /// <param name="context">Of the scan.</param>
    /// <exception cref="ItemRejectedException">They differ.</exception>
    public static void Require(string sample, string model, MethodContext context)
    {
        if (sample != model)
            throw context.Reject(RejectReason.NoModel, Message(sample, model, "the model is"));
    }

    /// <summary>Refuses to learn of features that are of other weights.</summary>
    /// <param name="sample">SHA-256 of the weights that made the features; empty for random ones.</param>
    /// <param name="others">SHA-256 of those that everything else is of.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static void Require(string sample, string others)
    {
        if (sample != others)
            throw new ArgumentException(Message(sample, others, "what it is learnt with is"));
    }

    private static string Message(string sample, string other, string what) => "the features were made with "
        + $"{Name(sample)}, {what} of {Name(other)}; was the file of weights replaced? Prepare the scans again, "
        + "without the cache of the old file, and learn again";

    private static string Name(string hash) => hash.Length == 0 ? "random weights" : $"weights of sha256 {hash}";
}
