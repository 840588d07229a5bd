using Microsoft.Playwright;

namespace Pipeline3D.Reporting.Tests.Browser;

/// <summary>An open report, and what the browser complained about or asked for since it was opened.</summary>
internal sealed class ReportWindow : IAsyncDisposable
{
    private readonly List<string> _complaints = [], _requests = [];
    private readonly IBrowserContext _context;

    private ReportWindow(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add($"console: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add($"page: {error}");
        context.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Errors of the console and of the page.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Addresses of all requests.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Opens a file, or the address of a service.</summary>
    public static async Task<ReportWindow> OpenAsync(IBrowserContext context, string file)
    {
        var window = new ReportWindow(context, await context.NewPageAsync());
        await window.Page.GotoAsync(new Uri(file).AbsoluteUri);
        await window.Page.WaitForSelectorAsync("main");
        return window;
    }

    /// <summary>Red, green, blue, alpha of all pixels of a canvas, read by drawing it on another.</summary>
    public async Task<byte[]> PixelsAsync(string canvas) =>
        Convert.FromBase64String(await Page.EvaluateAsync<string>("""
        selector => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
          const from = document.querySelector(selector), to = document.createElement('canvas');
          to.width = from.width; to.height = from.height;
          const context = to.getContext('2d');
          context.drawImage(from, 0, 0);
          let text = '';
          for (const value of context.getImageData(0, 0, to.width, to.height).data) text += String.fromCharCode(value);
          resolve(btoa(text));
        })))
        """, canvas));

    /// <summary>Waits until the detail shows the scan of this path, with its cloud.</summary>
    public async Task ShowsAsync(string path) => await Page.WaitForFunctionAsync(
        "path => document.querySelector('.detail h3')?.textContent === path "
        + "&& /points/.test(document.querySelector('#extent')?.textContent)", path);

    public Task<string[]> TextsAsync(string selector)
        => Page.EvalOnSelectorAllAsync<string[]>(selector, "nodes => nodes.map(node => node.textContent)");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
