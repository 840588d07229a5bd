using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Reporting.Manifest;

namespace Pipeline3D.Hosting.Running;

/// <summary>What a source of a pipeline would read, found out without reading a scan.</summary>
/// <param name="Source">The node.</param>
/// <param name="Entries">How many entries it lists; null when it cannot be told, as for a service.</param>
/// <param name="FileBytes">Bytes of the files that they are read from.</param>
/// <param name="Problem">Why it cannot start, as a sentence; null when it can.</param>
public sealed record SourceLook(string Source, long? Entries, long FileBytes, string? Problem)
{
    // Headers that are looked at; the files of one source are much alike.
    private const int Sample = 16;

    /// <summary>Who will be read, and about how much memory each will hold, in bytes: of the first few as their headers
    /// say, of the others as their files' sizes tell.</summary>
    public ImmutableArray<(ItemId Id, long DeclaredBytes)> Items { get; private init; } = [];

    /// <summary>Looks at the data of every source. Cost: lists their folders.</summary>
    public static async Task<ImmutableArray<SourceLook>> AllAsync(PipelineDefinition pipeline,
        CancellationToken stop = default)
    {
        var looks = ImmutableArray.CreateBuilder<SourceLook>();
        var run = new RunContext { Folder = new RunFolder(pipeline.Run.Out), Seed = pipeline.Run.Seed };
        foreach (GraphNode node in pipeline.Graph.Nodes.Where(node => node.Shape.Kind == BlockKind.Source
            && node.Block is not ILiveSource))
            looks.Add(await OfAsync(node, run.For(node.Id), stop).ConfigureAwait(false));
        return looks.ToImmutable();
    }

    /// <summary>What the last run in the pipeline's folder took, as a sentence; null when there is none whose manifest
    /// can be read.</summary>
    public static string? LastRun(PipelineDefinition pipeline)
    {
        var folder = new RunFolder(pipeline.Run.Out);
        if (!File.Exists(Path.Combine(folder.Path, "manifest.json")))
            return null;
        try
        {
            RunManifest last = RunManifest.Read(folder);
            return string.Create(CultureInfo.InvariantCulture, $"The run in {folder.Path} was {last.Status}: it read "
                + $"{last.Counts.GetValueOrDefault("read")} in {last.ElapsedSeconds:0.0} s, with at most "
                + $"{ByteSize.Write(last.PeakResidentBytes)} resident.");
        }
        catch (JsonException cause)
        {
            return $"What the run in {folder.Path} took is not known: {cause.Message}";
        }
    }

    private static async Task<SourceLook> OfAsync(GraphNode node, RunContext run, CancellationToken stop)
    {
        try
        {
            await node.Block.StartAsync(run, stop).ConfigureAwait(false);
            if (node.Block is not ISource<Scan> source)
                return new SourceLook(node.Id, null, 0, null);
            var items = ImmutableArray.CreateBuilder<(ItemId, long)>();
            long bytes = 0, sampled = 0, declared = 0;
            await foreach (SourceEntry<Scan> entry in source.ListAsync(run, stop).ConfigureAwait(false))
            {
                long size = entry.Files.Sum(file => new FileInfo(file) is { Exists: true } found ? found.Length : 0);
                bytes += size;
                if (items.Count >= Sample && size > 0 && sampled > 0)
                {
                    items.Add((entry.Id, (long)((double)declared / sampled * size)));
                    continue;
                }
                long asked = entry.DeclaredBytes;
                items.Add((entry.Id, asked));
                (sampled, declared) = (sampled + size, declared + asked);
            }
            return new SourceLook(node.Id, items.Count, bytes, null) { Items = items.ToImmutable() };
        }
        // A source may belong to a plug-in; whatever it fails by would fail the run.
        catch (Exception cause) when (cause is not (OperationCanceledException or OutOfMemoryException))
        {
            return new SourceLook(node.Id, null, 0, cause.Message);
        }
    }
}
