using System.Globalization;

namespace Pipeline3D.Engine.Runs;

/// <summary>How many items may be rejected before a run is ended early.</summary>
/// <param name="Count">Most items; null when it is a share.</param>
/// <param name="Share">Most items as a share of all; null when it is a count.</param>
public sealed record RejectLimit(long? Count, double? Share)
{
    // A share of few items says nothing: one bad scan of the first three is no third of the dataset.
    private const long LeastForShare = 20;

    /// <summary>Reads <c>5%</c> or <c>20</c>.</summary>
    /// <returns>Whether the text is a limit: a share from 0 to 100 %, or a whole number of items.</returns>
    public static bool TryParse(string text, out RejectLimit limit)
    {
        if (text.EndsWith('%'))
        {
            bool isShare = double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture,
                out double percent) && percent is >= 0 and <= 100;
            limit = new RejectLimit(null, percent / 100);
            return isShare;
        }
        bool isCount = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count);
        limit = new RejectLimit(count, null);
        return isCount;
    }

    /// <inheritdoc/>
    public override string ToString() => Share is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%")
        : Count?.ToString(CultureInfo.InvariantCulture) ?? "any";

    /// <summary>Whether more items were rejected than allowed: of all items when their number is known, else of those
    /// so far.</summary>
    /// <param name="rejected">Items rejected so far.</param>
    /// <param name="ended">Items that have ended so far.</param>
    /// <param name="total">Items in all; null while that is not known.</param>
    public bool IsExceededBy(long rejected, long ended, long? total) => Count is { } most ? rejected > most
        : rejected > Share * (total ?? ended) && (total is not null || ended >= LeastForShare);
}
