using System.Runtime.InteropServices;

namespace Pipeline3D.Networks.Tests.Loading;

/// <summary>The environment that libgomp sees, which is not the copy that .NET keeps.</summary>
public sealed partial class SpinTests : NeedsTorch
{
    [Fact]
    public void Require_OfTheRuntime_SetsForTheLibraryHowLongThreadsWaitAwake()
    {
        TorchRuntime.Require();
        string? seen = Marshal.PtrToStringUTF8(getenv("GOMP_SPINCOUNT"));
        // Whoever set it before the program began has the word.
        Assert.Equal(Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") ?? "10000", seen);
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getenv(string name);
}
