using EndToEnd.Tests.Streaming;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>Models of the small MVTec-like dataset and the verdict lines of its undisturbed test scans, made once for all
/// classes.</summary>
public sealed class ScoredDataset(SmallDatasets datasets) : IAsyncLifetime
{
    /// <summary>The verdict lines in order.</summary>
    public IReadOnlyList<string> Verdicts { get; private set; } = [];

    /// <summary>The models of the undisturbed training scans.</summary>
    public string Models { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        SharedRun train = await datasets.Runs.OfAsync("trained", folder => CliTest.CommandAsync("run",
            CliTest.SmallJob, "--set", $"data={data}", "--set", "metrics.resamples=0", "--out", folder));
        Models = Path.Combine(train.Folder, "models");
        SharedRun score = await datasets.Runs.OfAsync("scored", folder => ScoreAsync(data, folder));
        Verdicts = await File.ReadAllLinesAsync(Path.Combine(score.Folder, "verdicts.jsonl"));
        Assert.Equal(8, Verdicts.Count);
    }

    /// <summary>Arguments to score the test scans of one category of a dataset with the models, into a run
    /// folder.</summary>
    public string[] Scoring(string data, string run) =>
    [
        "run", Path.Combine(SharedFiles.RepositoryRoot, "pipelines/batch/score-with-saved-models.yaml"), "--set",
        $"data={data}", "--set", $"models={Models}", "--set", "scans.categories=bagel", "--out", run,
    ];

    /// <summary>Scores in this process.</summary>
    public Task<CliResult> ScoreAsync(string data, string run) => CliTest.CommandAsync(Scoring(data, run));

    /// <summary>Serves the models.</summary>
    internal Task<ServedPipeline> ServeAsync(string run, string pipeline, params string[] more)
        => ServedPipeline.StartAsync(Models, run, pipeline, more);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
