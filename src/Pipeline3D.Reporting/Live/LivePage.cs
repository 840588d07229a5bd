using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Reporting.Live;

/// <summary>The page that a service shows at its address: one document with its style and script inside, which asks
/// nobody but the service that sent it.</summary>
public static class LivePage
{
    /// <summary>The page.</summary>
    public static string Html { get; } = Make();

    /// <summary>Its content security policy: nothing runs but its own script, nothing is asked but its own
    /// server.</summary>
    public static string Policy { get; } = "default-src 'none'; base-uri 'none'; form-action 'none'; "
        + $"frame-ancestors 'none'; connect-src 'self'; img-src data:; style-src '{Hash(Style())}'; "
        + $"script-src '{Hash(ReportPage.Resource("live.js"))}'";

    private static string Make() => ReportPage.Resource("live.html")
        .Replace("<!--slot:style-->", $"<style>{Style()}</style>", StringComparison.Ordinal)
        .Replace("<!--slot:script-->", $"<script>{ReportPage.Resource("live.js")}</script>", StringComparison.Ordinal);

    private static string Style() => ReportPage.Resource("report.css") + ReportPage.Resource("live.css");

    private static string Hash(string text)
        => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
