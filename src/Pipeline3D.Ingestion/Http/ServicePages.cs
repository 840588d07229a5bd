namespace Pipeline3D.Ingestion.Http;

/// <summary>What a service shows besides taking scans in.</summary>
/// <param name="Page">The live page as HTML, and its content security policy.</param>
/// <param name="State">What the page asks for every second, as JSON.</param>
/// <param name="Cloud">The cloud of a shown scan by its number, gzip; null when it is no longer kept.</param>
/// <param name="Metrics">The metrics as Prometheus text.</param>
/// <param name="Status">What <c>/health</c> says beside its own word: JSON members by name.</param>
public sealed record ServicePages(
    Func<(string Html, string Policy)> Page, Func<byte[]> State, Func<long, byte[]?> Cloud, Func<string> Metrics,
    Func<IReadOnlyDictionary<string, double>> Status);
