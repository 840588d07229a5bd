using System.Net;
using System.Text;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Ingestion.Tests.Http;

/// <summary>Tests of the HTTP service: a folder of their own, and what is sent most.</summary>
public abstract class ServiceTest : IDisposable
{
    private protected static byte[] Ply { get; } = Encoding.ASCII.GetBytes("ply\nformat ascii 1.0\nrest");

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static async Task<HttpStatusCode> StatusAsync(Door door, string path)
    {
        using HttpResponseMessage answer = await door.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private protected static Task<string> Text(HttpResponseMessage answer)
        => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
