using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline3D.Reporting.Html;

/// <summary>Puts style, script and data into the page's template.</summary>
internal static class ReportPage
{
    private const string Marker = "<!--slot:";

    /// <summary>Writes the whole page; slots in the template are filled once and what fills them is never searched for
    /// slots.</summary>
    public static void Write(StreamWriter writer, ReportData data)
    {
        string style = Resource("report.css"), script = Resource("report.js"), template = Resource("template.html");
        string[] parts = template.Split(Marker);
        writer.Write(parts[0]);
        foreach (string part in parts.AsSpan(1))
        {
            int end = part.IndexOf("-->", StringComparison.Ordinal);
            switch (part[..end])
            {
                case "policy": writer.Write(Policy(style, script)); break;
                case "title": writer.Write(WebUtility.HtmlEncode(data.Title)); break;
                case "style": writer.Write($"<style>{style}</style>"); break;
                case "data": WriteData(writer, data); break;
                case "script": writer.Write($"<script>{script}</script>"); break;
                default: throw new InvalidOperationException($"template.html has an unknown slot '{part[..end]}'");
            }
            writer.Write(part[(end + 3)..]);
        }
    }

    /// <summary>Text of a part of the page that the build embedded, with LF line ends as a browser's parser makes
    /// them.</summary>
    public static string Resource(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"Pipeline3D.Reporting.Web.{name}")
            ?? throw new InvalidOperationException($"the build did not embed {name}: build Pipeline3D.Reporting again");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    // One script tag per scan keeps the first parse small: its text is decoded when the scan is looked at.
    private static void WriteData(StreamWriter writer, ReportData data)
    {
        writer.Write("<script type=\"application/json\" id=\"run-data\">");
        writer.Flush();
        data.WriteJson(writer.BaseStream);
        writer.Write("</script>\n");
        foreach (ShownScan shown in data.Shown)
        {
            string files = ScanFiles.ToJson(shown);
            writer.Write($"<script type=\"application/json\" id=\"scan-{shown.Number}\">{files}</script>\n");
        }
    }

    // Scripts and styles run only when their hash is named here, so nothing that data might smuggle in would run.
    private static string Policy(string style, string script)
        => "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
            + $"form-action 'none'; img-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'\">";

    private static string Hash(string text)
        => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
