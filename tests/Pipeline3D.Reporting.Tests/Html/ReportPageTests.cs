using Pipeline3D.Reporting.Html;

namespace Pipeline3D.Reporting.Tests.Html;

public sealed class ReportPageTests
{
    [Fact]
    public void Resource_Script_HoldsNothingThatWouldEndItsTag()
    {
        string script = ReportPage.Resource("report.js");
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", script, StringComparison.Ordinal);
        Assert.Contains("SPDX-License-Identifier: MIT", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Resource_Style_LoadsNothing()
    {
        string style = ReportPage.Resource("report.css");
        Assert.DoesNotContain("url(", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", style, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("</", style, StringComparison.Ordinal);
    }

    [Fact]
    public void Resource_Unknown_SaysToBuildAgain()
        => Assert.Contains("none.js", Assert.Throws<InvalidOperationException>(() =>
            ReportPage.Resource("none.js")).Message, StringComparison.Ordinal);
}
