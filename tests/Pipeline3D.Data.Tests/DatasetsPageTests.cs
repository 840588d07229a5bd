using Pipeline3D.Core;
using Pipeline3D.Core.Live;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests;

/// <summary>docs/datasets.md lists what the code declares, and nothing else.</summary>
public sealed class DatasetsPageTests
{
    private static readonly string[] Page = File.ReadAllLines(
        Path.Combine(SharedFiles.RepositoryRoot, "docs/datasets.md"));

    [Fact]
    public void Formats_Table_IsWhatTheClassesDeclare()
        => Assert.Equal(
            ScanFormats.Own.All.Select(format
                => $"| {format.Title}: {string.Join(' ', format.Extensions)} | {Words(format.Holds)} |").Order(),
            Page.SkipWhile(line => line != "## Formats")
                .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).TakeWhile(line
                => line.Length > 0)
                .Select(line => string.Join('|', line.Split('|')[..3]) + "|").Order());

    [Fact]
    public void Layouts_Table_HasEveryLayoutWithItsUnit()
    {
        string[] rows = [.. Page.Where(line => line.StartsWith("| source.", StringComparison.Ordinal))];
        Assert.Equal(DatasetLayouts.Own.All.Count, rows.Length);
        foreach (LayoutType type in DatasetLayouts.Own.All)
        {
            string row = Assert.Single(rows,
                row => row.StartsWith($"| source.{type.Name} |", StringComparison.Ordinal));
            Assert.Equal(type.Create(null, ScanFormats.Own).Unit switch
            {
                LengthUnit.Metre => "m",
                LengthUnit.Millimetre => "mm",
                _ => "none",
            }, row.Split('|')[3].Trim());
        }
    }

    private static readonly (ScanContent Content, string Word)[] ContentWords =
    [
        (ScanContent.Cloud, "cloud"), (ScanContent.Grid, "grid"), (ScanContent.Mesh, "mesh"),
        (ScanContent.Colour, "colours"), (ScanContent.Mask, "mask"),
    ];

    private static string Words(ScanContent holds)
        => string.Join(", ", ContentWords.Where(pair => holds.HasFlag(pair.Content)).Select(pair => pair.Word));
}
