using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>Models of the small MVTec-like dataset and the verdict lines of its undisturbed test scans, made
/// once.</summary>
public sealed class ScoredDataset(SmallDatasets datasets) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>The verdict lines in order.</summary>
    public IReadOnlyList<string> Verdicts { get; private set; } = [];

    /// <summary>The models of the undisturbed training scans.</summary>
    public string Models => _folder["train/models"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string data = datasets.Of(SyntheticLayout.Mvtec3d);
        CliResult train = await CliTest.CommandAsync(["run",
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines/batch/demo.yaml"),
            "--set", $"data={data}",
            "--set", "metrics.resamples=0", "--out", _folder["train"], .. CliTest.Quick("batch/demo.yaml")]);
        Assert.True(train.Exit == 0, train.All);
        CliResult score = await ScoreAsync(data, _folder["score"]);
        Assert.True(score.Exit == 0, score.All);
        Verdicts = await File.ReadAllLinesAsync(_folder["score/verdicts.jsonl"]);
        Assert.Equal(8, Verdicts.Count);
    }

    /// <summary>Scores the test scans of one category of a dataset with the models, into a run folder.</summary>
    public Task<CliResult> ScoreAsync(string data, string run, params string[] more)
        => CliTest.CommandAsync(["run",
            Path.Combine(SharedFiles.RepositoryRoot, "pipelines/batch/score-with-saved-models.yaml"),
            "--set", $"data={data}",
            "--set", $"models={Models}", "--set", "scans.categories=bagel", "--out",
                run, .. more]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
