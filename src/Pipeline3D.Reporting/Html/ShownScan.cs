using System.Text.Json.Serialization;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Html;

/// <summary>A scan with evidence, and where its images and cloud lie.</summary>
/// <param name="Number">Its number in the report, from 0.</param>
/// <param name="Evidence">What was kept of it.</param>
/// <param name="Folder">The folder of its files.</param>
internal sealed record ShownScan(
    int Number, [property: JsonIgnore] ScanEvidence Evidence, [property: JsonIgnore] string Folder)
{
    /// <inheritdoc cref="ScanEvidence.Unit"/>
    public string Unit => Evidence.Unit;

    /// <inheritdoc cref="ScanEvidence.Width"/>
    public int Width => Evidence.Width;

    /// <inheritdoc cref="ScanEvidence.Height"/>
    public int Height => Evidence.Height;

    /// <inheritdoc cref="ScanEvidence.ScoreLow"/>
    public double ScoreLow => Evidence.ScoreLow;

    /// <inheritdoc cref="ScanEvidence.ScoreHigh"/>
    public double ScoreHigh => Evidence.ScoreHigh;

    /// <summary>Whether there is a cloud to look at.</summary>
    public bool HasCloud => Evidence.CloudFile is not null;

    /// <inheritdoc cref="ScanEvidence.Remarks"/>
    public IReadOnlyList<string> Remarks => Evidence.Remarks;

    /// <summary>The scan without the files that are not there; each is noted.</summary>
    public static ShownScan Of(int number, ScanEvidence evidence, string folder, List<string> notices)
    {
        string? Usable(string? name)
        {
            if (name is null)
                return null;
            // The names come from a file that others may have written: only files beside it are taken.
            if (name == Path.GetFileName(name) && File.Exists(Path.Combine(folder, name)))
                return name;
            notices.Add($"{evidence.Item}: the evidence names {name}, which is not in its folder; it is left out.");
            return null;
        }
        return new ShownScan(number, evidence with
        {
            ColourImage = Usable(evidence.ColourImage),
            DepthImage = Usable(evidence.DepthImage),
            ScoreImage = Usable(evidence.ScoreImage),
            TruthImage = Usable(evidence.TruthImage),
            CloudFile = Usable(evidence.CloudFile),
        }, folder);
    }
}
