using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Engine.Cache;
using Pipeline3D.Engine.Graphs;
using Pipeline3D.Engine.Runs;

namespace Pipeline3D.Hosting.Running;

/// <summary>About how much of a disk a run will take, told before it begins.</summary>
/// <param name="Folder">The run's folder, or the cache's.</param>
/// <param name="Bytes">About how many bytes are written there, rather too many: every scan that a source lists is taken
/// to reach every block behind it. Models and what blocks write that tell nothing are not counted.</param>
/// <param name="FreeBytes">Bytes that the folder's disk has left; null when it cannot be told.</param>
/// <param name="Largest">The block that writes most there; null when none writes much.</param>
public sealed record DiskNeed(string Folder, long Bytes, long? FreeBytes, string? Largest)
{
    // Manifest, report and metrics; of each scan its line of inputs.jsonl and its row of the journal.
    private const long BytesOfARun = 2 << 20, BytesOfAScan = 2 << 10;

    /// <summary>Whether the disk has room for it, and for what else this run writes to the same disk.</summary>
    public bool Fits { get; private init; } = true;

    /// <summary>The need as a sentence.</summary>
    public string Sentence => $"at most about {ByteSize.Write(Bytes)} in {Folder}"
        + $"{(Largest is null ? "" : $" (most by {Largest})")}, "
        + (FreeBytes is { } free ? $"{ByteSize.Write(free)} are free" : "how much is free is not known");

    /// <summary>What to do where it does not fit; null where it does.</summary>
    public string? Warning => Fits ? null : $"the disk may become full: {Sentence}. Make room, choose another folder, "
        + "or leave blocks out; a run that finds the disk full ends, and goes on where it was by the same command";

    /// <summary>What a run of a pipeline would take: of its folder, and of its cache when it has one.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="looks">What its sources list.</param>
    /// <param name="folder">The run's folder; null for that of the file. What lies in it is taken off.</param>
    public static ImmutableArray<DiskNeed> Of(PipelineDefinition pipeline, ImmutableArray<SourceLook> looks,
        string? folder = null) => Of(pipeline, looks, folder, Disk.Of);

    internal static ImmutableArray<DiskNeed> Of(PipelineDefinition pipeline, ImmutableArray<SourceLook> looks,
        string? folder, Func<string, Disk> diskOf)
    {
        GraphPlan plan = pipeline.Graph.Plan();
        string output = folder ?? pipeline.Run.Out;
        long budget = pipeline.Run.Budget ?? new RunOptions { Context = null! }.BudgetBytes;
        (string Block, long Bytes)[] written = [.. Parts((block, items) => block.FolderBytes(items))];
        long fixedPart = BytesOfARun + BytesOfAScan * looks.Sum(look => look.Items.Length);
        var needs = ImmutableArray.CreateBuilder<DiskNeed>();
        needs.Add(Need(output, written, fixedPart - (folder is null ? 0 : SizeOf(folder))));
        if (pipeline.Run.Cache.Length > 0)
        {
            var cache = new FolderCache(pipeline.Run.Cache, TimeProvider.System);
            IReadOnlyDictionary<string, string> keys = RunIdentity.Definitions(pipeline);
            needs.Add(Need(pipeline.Run.Cache, [.. Parts((block, items) => block.CacheBytes(items))
                .Where(part => keys.ContainsKey(part.Block)).Select(part => (part.Block,
                    (long)(part.Bytes * ShareMissing(part.Block, cache.Count(keys[part.Block])))))], 0));
        }
        Disk[] disks = [.. needs.Select(need => diskOf(need.Folder))];
        return [.. needs.Select((need, i) => need with
        {
            FreeBytes = disks[i].Free,
            Fits = !(needs.Where((_, other) => disks[other].Name == disks[i].Name).Sum(other => other.Bytes)
                > disks[i].Free),
        })];

        IEnumerable<(string Block, long Bytes)> Parts(Func<IEstimatesDisk, ExpectedItems, long> bytes)
            => plan.Order.Where(node => node.Block is IEstimatesDisk).Select(node => (node.Id,
                bytes((IEstimatesDisk)node.Block, new ExpectedItems(Reaching(node), budget)
                {
                    Before = [.. Before(node).Distinct()],
                })));

        IEnumerable<IBlock> Before(GraphNode node) => node.From.Select(id => plan.Order.First(other => other.Id == id))
            .SelectMany(other => Before(other).Append(other.Block));

        (ItemId, long)[] Reaching(GraphNode node)
        {
            var sources = node.From.SelectMany(plan.ItemSourcesOf).ToHashSet(StringComparer.Ordinal);
            return [.. looks.Where(look => sources.Contains(look.Source)).SelectMany(look => look.Items)];
        }

        // What earlier runs made need not be made again.
        double ShareMissing(string node, int kept)
        {
            int items = Reaching(plan.Order.First(other => other.Id == node)).Length;
            return items == 0 ? 0 : Math.Max(0, 1 - (double)kept / items);
        }
    }

    private static DiskNeed Need(string folder, (string Block, long Bytes)[] parts, long besides)
    {
        (string? block, long most) = parts.OrderByDescending(part => part.Bytes).FirstOrDefault();
        return new DiskNeed(folder, Math.Max(0, parts.Sum(part => part.Bytes) + besides), null,
            most > 0 ? block : null);
    }

    private static long SizeOf(string folder) => !Directory.Exists(folder) ? 0
        : new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true })
            .Sum(file => file.Exists ? file.Length : 0);

    /// <summary>The disk that a folder lies on, or will lie on.</summary>
    /// <param name="Name">Where it is mounted; tells disks apart.</param>
    /// <param name="Free">Bytes left to this user; null when that cannot be told.</param>
    internal readonly record struct Disk(string Name, long? Free)
    {
        internal static Disk Of(string folder)
        {
            string path = Path.GetFullPath(folder);
            while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } above)
                path = above;
            try
            {
                string name = DriveInfo.GetDrives().Select(drive => drive.Name)
                    .Where(mount => path.StartsWith(mount, StringComparison.Ordinal)
                        && (mount.EndsWith(Path.DirectorySeparatorChar) || path.Length == mount.Length
                            || path[mount.Length] == Path.DirectorySeparatorChar))
                    .MaxBy(mount => mount.Length) ?? "";
                return new Disk(name, new DriveInfo(path).AvailableFreeSpace);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return new Disk("", null);
            }
        }
    }
}
