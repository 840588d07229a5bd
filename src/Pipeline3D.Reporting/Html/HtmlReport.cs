using System.Text;
using Pipeline3D.Core.Runs;

namespace Pipeline3D.Reporting.Html;

/// <summary>The offline report of a run: one HTML file that needs nothing but a browser.</summary>
/// <remarks>
/// The file holds its script, style, numbers, images and clouds, and asks no server for anything: its own content
/// security policy forbids it. Numbers come from <c>manifest.json</c>, <c>metrics.json</c>, <c>control.json</c>,
/// <c>curves.json</c>, <c>benchmark.json</c>, <c>reproduction.json</c>, <c>verdicts.jsonl</c>,
/// <c>dead-letters.jsonl</c> and <c>evidence/</c>; each may be missing, and the page then says so or leaves it out.
/// Text from these files never becomes markup: it travels as JSON with <c>&lt;</c> escaped and is shown as text.
/// </remarks>
public static class HtmlReport
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Makes <c>report.html</c> of what lies in the run's folder; an earlier report is replaced at the
    /// end.</summary>
    /// <param name="folder">A folder that exists. What is damaged in it is named in the report and left out of
    /// it.</param>
    /// <remarks>Cost: about 90 kB of file per scan with evidence, plus 0.7 MB for the page; one scan in memory at a
    /// time.</remarks>
    /// <exception cref="IOException">A file cannot be read, or the report cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder's rights forbid it.</exception>
    public static void Write(RunFolder folder)
    {
        ReportData data = ReportData.Read(folder);
        AtomicFile.Write(folder.Report, stream =>
        {
            using var writer = new StreamWriter(stream, Utf8, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
            ReportPage.Write(writer, data);
        });
    }
}
