using System.Security.Cryptography;
using System.Text;

namespace Pipeline3D.Nats.Server;

/// <summary>What streams, subjects, buckets and consumers are called.</summary>
internal static class Names
{
    public const string Tasks = "P3D_T", Results = "P3D_R", Runs = "p3d_runs", Workers = "p3d_workers",
        Blobs = "p3d_blobs", AnyTag = "any", GpuTag = "gpu";

    public static string TasksOf(string run, string tag) => $"p3d.t.{run}.{tag}";

    public static string ResultsOf(string run) => $"p3d.r.{run}";

    public static string BeatOf(string run) => $"p3d.c.{run}.beat";

    public static string ControlOf(string run) => $"p3d.c.{run}.control";

    public static string ConsumerOf(string run, string tag) => $"{run}-{tag}";

    /// <summary>Sixteen digits that stand for a text in subjects and message ids.</summary>
    public static string HashOf(string text)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
