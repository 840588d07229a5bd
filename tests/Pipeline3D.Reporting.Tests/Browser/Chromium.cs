using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Pipeline3D.Reporting.Tests.Browser.Chromium))]

namespace Pipeline3D.Reporting.Tests.Browser;

/// <summary>One headless Chromium for all tests, which skip with the reason where the system has none; each opens a
/// window of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // WebGL is drawn by the processor (SwiftShader), as there may be no graphics card; nothing reaches for the network.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
        "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(Places, File.Exists) is not { } program)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = program, Args = Arguments, Headless = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a report in a window of its own and waits until it has drawn itself.</summary>
    internal async Task<ReportWindow> OpenAsync(string file, ColorScheme scheme = ColorScheme.Light)
    {
        if (_browser is null)
            Assert.Skip($"no browser at {string.Join(", ", Places)}: 'bash tools/setup --tests' installs Chromium");
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1300, Height = 1000 },
        });
        return await ReportWindow.OpenAsync(context, file);
    }
}
