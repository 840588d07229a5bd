using System.Globalization;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Geometry.Planes;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.ThreeDzAl;

/// <summary>Where task-irrelevant scans come from.</summary>
internal static class IrrelevantSource
{
    /// <summary>Bodies that the program makes.</summary>
    public const string Procedural = "procedural";

    /// <summary>The training scans.</summary>
    public const string Own = "own";

    /// <summary>The files of a folder that are used: evenly over their order by name. Empty where no folder is
    /// named.</summary>
    /// <exception cref="IOException">There is no such folder, or it holds no scan.</exception>
    public static IReadOnlyList<string> Files(ThreeDzAlOptions options)
    {
        if (options.Irrelevant is Procedural or Own)
            return [];
        var query = new DatasetQuery(options.Irrelevant, [], "train", FormatLimits.Default);
        string[] all;
        try
        {
            all = [.. new FolderLayout().Enumerate(query, _ => { }).Select(entry => entry.Input)];
        }
        catch (DatasetException cause)
        {
            throw new IOException($"the task-irrelevant scans (option irrelevant): {cause.Message}", cause);
        }
        int count = Math.Min(all.Length, options.IrrelevantScans);
        return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
    }

    /// <summary>Names, lengths and times of those files, by which models made with others are told apart; empty where
    /// no folder is named or it is not there.</summary>
    public static string KeyOf(ThreeDzAlOptions options)
    {
        try
        {
            return string.Join(' ', Files(options).Select(path => new FileInfo(path)).Select(file =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}")));
        }
        catch (IOException)
        {
            // Whoever needs the folder says so when it is checked.
            return "";
        }
    }

    /// <summary>Reads or makes the scans and finds their places of interest.</summary>
    /// <param name="options">How.</param>
    /// <param name="samples">The training scans.</param>
    /// <param name="network">The random network.</param>
    /// <param name="lane">Where it runs.</param>
    /// <param name="run">Threads.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">A file cannot be read, or is no scan on a grid.</exception>
    public static IReadOnlyList<IrrelevantScan> Load(ThreeDzAlOptions options,
        IReadOnlyList<KeptSample<ThreeDzAlSample>> samples, BiasNetwork network, DeviceLane lane, FitRun run,
        CancellationToken stop)
    {
        IEnumerable<OrganizedCloud> squares = options.Irrelevant switch
        {
            Procedural => Enumerable.Range(0, options.IrrelevantScans)
                .Select(i => ScrapScans.Make(options.GridSize, options.Seed ?? 0, i)),
            Own => OwnSquares(options, samples),
            _ => Files(options).Select(path => Read(path, options, run, stop)),
        };
        var scans = new List<IrrelevantScan>();
        foreach (OrganizedCloud square in squares)
        {
            stop.ThrowIfCancellationRequested();
            // Few readings give no patch; a body that the program makes always has enough of a usual grid.
            if (square.ValidIndices().Length < options.PatchPoints)
                continue;
            CellPatches patches = CellPatches.Of(square, options.PatchGrid, options.PatchPoints, run.Threads, stop);
            scans.Add(IrrelevantScan.Of(square, patches, lane.Run(_ => network.Run(square), stop), options.Tau));
        }
        return scans.Count > 0 ? scans : throw new InvalidOperationException($"no task-irrelevant scan has "
            + $"{options.PatchPoints} points, as many as a patch, on a square of {options.GridSize} pixels: raise "
            + "grid_size, lower patch_points, or name other scans (option irrelevant)");
    }

    private static IEnumerable<OrganizedCloud> OwnSquares(ThreeDzAlOptions options,
        IReadOnlyList<KeptSample<ThreeDzAlSample>> samples)
    {
        int count = Math.Min(samples.Count, options.IrrelevantScans);
        for (int i = 0; i < count; i++)
        {
            CellPatches grid = samples[(int)((long)i * samples.Count / count)].Read().Grid;
            var points = new PointCloud(grid.Side * grid.Side);
            for (int point = 0; point < grid.Pixels.Length; point++)
                points[grid.Pixels[point]] = grid.Points[point];
            yield return new OrganizedCloud(grid.Side, grid.Side, points);
        }
    }

    private static OrganizedCloud Read(string path, ThreeDzAlOptions options, FitRun run, CancellationToken stop)
    {
        try
        {
            CloudFile cloud = ScanFormats.Own.ReadCloud(path, FormatLimits.Default);
            if (cloud.Height <= 1)
                throw new InvalidOperationException($"{path} is a cloud without a grid of pixels, which a network that "
                    + "looks at pictures needs: name a folder of scans on grids (option irrelevant)");
            OrganizedCloud body = BackgroundPlane.Remove(new OrganizedCloud(cloud.Width, cloud.Height, cloud.Points),
                null, run.Threads, null, stop).Cleaned;
            return GridResize.Nearest(BtfExtractor.PaddingOf(body, options).Pad(body), options.GridSize,
                options.GridSize, options.Resize);
        }
        catch (FormatException3D cause)
        {
            throw new InvalidOperationException($"a task-irrelevant scan cannot be read: {cause.Message}", cause);
        }
    }
}
