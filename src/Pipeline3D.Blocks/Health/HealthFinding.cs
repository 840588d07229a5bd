using System.Globalization;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Blocks.Health;

/// <summary>One thing that is wrong with a scan.</summary>
/// <param name="Reason">Its code.</param>
/// <param name="Text">The measured value and the training scans' range.</param>
/// <param name="Advice">What to do.</param>
internal sealed record HealthFinding(RejectReason Reason, string Text, string Advice)
{
    /// <summary>All findings in a row, numbered when there are several; no advice is given twice.</summary>
    public static string TextOf(IReadOnlyList<HealthFinding> findings)
    {
        if (findings is [var only])
            return $"{only.Text}; {only.Advice}";
        var given = new HashSet<string>(StringComparer.Ordinal);
        return $"{findings.Count.ToString(CultureInfo.InvariantCulture)} things are wrong: " + string.Join(". ",
            findings.Select((finding, i) => $"({(i + 1).ToString(CultureInfo.InvariantCulture)}) {finding.Text}"
                + (given.Add(finding.Advice) ? $"; {finding.Advice}" : "")));
    }
}
