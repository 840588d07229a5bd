using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.Training;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Learns an expert on surfaces from patched scans.</summary>
internal static class SurfaceExpertFit
{
    /// <summary>Learns it.</summary>
    /// <param name="options">How.</param>
    /// <param name="samples">The scans that were added.</param>
    /// <param name="categories">The category of each.</param>
    /// <param name="checkpoint">What its checkpoints are called.</param>
    /// <param name="run">The fit.</param>
    /// <param name="lanes">One is entered for every step.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">There is no training scan, or a single patch.</exception>
    public static SurfaceWeights Run(SurfacePatchOptions options, IReadOnlyList<KeptSample<PatchedScan>> samples,
        IReadOnlyList<string> categories, string checkpoint, FitRun run, SurfaceLanes lanes, CancellationToken stop)
    {
        var patches = new SurfacePatches(options);
        int[] chosen = Chosen(options, samples, categories);
        foreach (int scan in chosen)
            patches.Add(samples[scan].Read(), run.Threads, stop);
        if (patches.Count < 2)
            throw new InvalidOperationException(chosen.Length == 0
                ? "no training scan was added; networks need at least one"
                : "the training scans make one patch, and a batch norm needs two; add scans, lower patch_points or "
                    + "raise cover");
        var judges = new List<SurfacePatches>();
        foreach (KeptSample<PatchedScan> judge in samples.Where(sample => sample.Role == Role.Validation))
        {
            var own = new SurfacePatches(options);
            own.Add(judge.Read(), run.Threads, stop);
            judges.Add(own);
        }
        var task = new SurfaceTask(options, lanes.Of(options.Shape), patches, judges);
        run.Fact("expert_scans", OptionReader.Text(chosen.Length));
        run.Fact("expert_patches", OptionReader.Text(patches.Count));
        run.Fact("weights", OptionReader.Text(task.Parts[0].Weights.Length));
        TrainingState state = new TrainingLoop(task, checkpoint, options.Identity(samples.Count, run.TrainingHash),
            options.Epochs, options.Seed ?? 0, TrainingSchedule.Of(run, options.CheckpointEvery)).Run(stop);
        return new SurfaceWeights(options.Shape, state.Best);
    }

    // So many training scans of each category, drawn, in their order.
    private static int[] Chosen(SurfacePatchOptions options, IReadOnlyList<KeptSample<PatchedScan>> samples,
        IReadOnlyList<string> categories)
    {
        var chosen = new List<int>();
        foreach ((int number, IGrouping<string, int> of) in Enumerable.Range(0, samples.Count)
            .Where(scan => samples[scan].Role == Role.Train).GroupBy(scan => categories[scan], StringComparer.Ordinal)
            .OrderBy(of => of.Key, StringComparer.Ordinal).Index())
        {
            int[] scans = [.. of];
            int wanted = Math.Min(scans.Length, options.ExpertScans);
            new SplitMix64(options.Seed ?? 0, number).Draw(scans.AsSpan(), wanted);
            chosen.AddRange(scans[..wanted]);
        }
        chosen.Sort();
        return [.. chosen];
    }
}
