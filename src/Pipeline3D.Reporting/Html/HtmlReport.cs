using Pipeline3D.Core;

namespace Pipeline3D.Reporting;

/// <summary>The offline report of a run: one HTML file that needs nothing but a browser.</summary>
public static class HtmlReport
{
    /// <summary>Makes the report of what lies in the run's folder.</summary>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static void Write(RunFolder folder) => AtomicFile.WriteText(folder.Report, "<!doctype html>");
}
