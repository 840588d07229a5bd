using System.Numerics;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Data.Synthetic.Anomalies;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Puts synthetic anomalies on normal scans, with ground truth: for methods that learn from pseudo-anomalies,
/// and for trials where no real defects are at hand.</summary>
/// <remarks>A scan comes out as <c>NAME#kindN</c> for each anomaly and as <c>NAME#good</c> where it stays as it is. Its
/// remarks say what was put on it. Kinds are dealt in turn from a random one on; numbers depend on the seeds and the
/// scan alone. On a pixel grid the normal looks to the sensor, moved points stay in their pixels, and a hole or break
/// has neither wall nor cap: its pixels lose their reading. On a cloud such a scan loses its colour. Put it behind
/// <c>filter.remove-plane</c>, or the table is spoilt as often as the part. Points are not spread anew where a surface
/// is stretched: see <c>pipeline3d synth</c> for data that density alone does not give away. It is no preparation:
/// models that learn behind it do not ask for it when they score. Sources: a reconstruction of Anomaly-ShapeNet (Li et
/// al. 2024), and the code of PO3AD, R3D-AD and GLFM.</remarks>
[Block("filter.synthesize-anomaly", IsPreparation = false,
    Summary = "Put synthetic anomalies with ground truth on normal scans.")]
public sealed class SynthesizeAnomalyFilter(SynthesizeAnomalyOptions options) : ExpandBlock3D<Scan, Scan>(options)
{
    /// <summary>Scans that may come out of one.</summary>
    internal int MaxOutputs => options.Copies + (options.KeepOriginal ? 1 : 0);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<(string Name, Scan Payload)>> ExpandAsync(Scan input, BlockContext context)
    {
        Clouds.RequireNormal(input, context);
        int[] valid = Scans.RequirePoints(input, context, AnomalySynthesis.MinPoints);
        // Of the scan's path and not its number, so that it does not matter which other scans are read.
        var random = new Random(HashCode(context.Item.Path, context.Run.Seed, options.Seed));
        bool isSpoilt = random.NextDouble() < options.Probability;
        int first = random.Next(options.Kinds.Length);
        List<(string, Scan)> made = [];
        if (!isSpoilt || options.KeepOriginal)
            made.Add(("good", input));
        for (int copy = 0; isSpoilt && copy < options.Copies; copy++)
        {
            AnomalyKind kind = options.Kinds[(first + copy) % options.Kinds.Length];
            string name = $"{WordOf(kind)}{copy}";
            made.Add((name, Spoil(input, valid, kind, name, context)));
        }
        return new(made);
    }

    private Scan Spoil(Scan scan, int[] valid, AnomalyKind kind, string name, BlockContext context)
    {
        var rules = new SynthesisRules
        {
            MinShare = options.MinShare, MaxShare = options.MaxShare, AddsPoints = scan.Grid is null,
            Po3adSigned = options.Po3adSigned, GlfmGain = options.GlfmGain, Threads = context.Run.KernelThreads,
        };
        Vector3? sensor = scan.Grid is null ? null
            : new Vector3((float)-scan.Offset.X, (float)-scan.Offset.Y, (float)-scan.Offset.Z);
        SynthesizedAnomaly made;
        try
        {
            made = AnomalySynthesis.OnCloud(scan.Cloud.Select(valid), sensor, kind,
                (ulong)(uint)context.Run.Seed << 32 | (uint)options.Seed, $"{context.Item.Path}/{name}", rules,
                context.Stop);
        }
        catch (ArgumentException cause)
        {
            throw context.Reject(RejectReason.NotANumber, $"no anomaly can be put on the scan: {cause.Message}", cause);
        }
        if (made.Draw is null)
            throw context.Reject(RejectReason.SizeMismatch, $"no anomaly fits on the scan: {made.Problem}; "
                + "leave the kind out, or widen 'min_share' and 'max_share'");
        return (scan.Grid is { } grid ? OnGrid(scan, grid, valid, made) : OffGrid(scan, valid, made)) with
        {
            Id = scan.Id with { Name = $"{scan.Id.Name}#{name}", Defect = WordOf(kind) },
            IsAnomalous = true,
            Remarks = [.. scan.Remarks, $"synthetic {made.Draw.Describe()}"],
        };
    }

    private static Scan OnGrid(Scan scan, OrganizedCloud grid, int[] valid, SynthesizedAnomaly made)
    {
        var points = new PointCloud(grid.Points.Count);
        byte[] truth = scan.Truth is { } known ? [.. known.Ids] : new byte[points.Count];
        for (int i = 0; i < made.Points.Count; i++)
        {
            int pixel = valid[made.Source[i]];
            points[pixel] = made.Points[i];
            if (made.IsAnomalous[i])
                truth[pixel] = 1;
        }
        var spoilt = new OrganizedCloud(grid.Width, grid.Height, points);
        return scan with
        {
            Cloud = points, Grid = spoilt, Truth = new GroundTruth(grid.Width, grid.Height, truth),
            Rgb = scan.Rgb is null ? null : Scans.Blacken(scan.Rgb, spoilt),
        };
    }

    private static Scan OffGrid(Scan scan, int[] valid, SynthesizedAnomaly made)
    {
        int count = made.Points.Count;
        var truth = new byte[count];
        for (int i = 0; i < count; i++)
            truth[i] = made.IsAnomalous[i] ? (byte)1
                : scan.Truth is { } known && made.Source[i] >= 0 ? known.Ids[valid[made.Source[i]]] : (byte)0;
        bool isWhole = count == scan.Cloud.Count && made.Source.All(from => from >= 0);
        return scan with
        {
            Cloud = made.Points, Truth = new GroundTruth(count, 1, truth), Rgb = isWhole ? scan.Rgb : null,
        };
    }

    private static string WordOf(AnomalyKind kind) => kind.ToString().ToLowerInvariant();

    // FNV-1a: string.GetHashCode differs from run to run.
    private static int HashCode(string path, int runSeed, int seed)
    {
        uint hash = 2_166_136_261;
        foreach (char unit in path)
            hash = (hash ^ unit) * 16_777_619;
        return (int)((hash ^ (uint)runSeed * 0x9E37_79B9u) * 16_777_619 ^ (uint)seed * 0x85EB_CA6Bu);
    }
}
