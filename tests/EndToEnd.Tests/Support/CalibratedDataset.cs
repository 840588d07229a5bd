using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>A run of pipelines/batch/calibrate-fallback.yaml on the small MVTec-like dataset, made once.</summary>
public sealed class CalibratedDataset(SmallDatasets datasets) : IAsyncLifetime
{
    /// <summary>Points that a thinned scan keeps.</summary>
    public const int Points = 500;

    private readonly TempFolder _folder = new();

    /// <summary>The run's folder.</summary>
    public string Run => _folder["run"];

    /// <summary>Its models and thresholds.</summary>
    public string Models => Path.Combine(Run, "models");

    /// <summary>A pipeline that thins and judges all test scans with the saved models.</summary>
    public string Batch => _folder["thinned.yaml"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string pipelines = Path.Combine(SharedFiles.RepositoryRoot, "pipelines/batch");
        // No padding to hundreds of pixels and no grid of 224, as the scans are 96 wide.
        await File.WriteAllTextAsync(_folder["small.yaml"], $$"""
            include: {{pipelines}}/calibrate-fallback.yaml
            parameters: { fallback: {{Points}} }
            blocks:
              - { id: bank, with: { pad_multiple: 1, grid_size: 112 } }
            """);
        await File.WriteAllTextAsync(Batch, $$"""
            include: {{pipelines}}/score-with-saved-models.yaml
            blocks:
              - { id: clean, use: filter.remove-plane, from: scans }
              - { id: thin, use: filter.meet-deadline, with: { always: true, points: {{Points}} } }
              - { id: scores, from: thin }
            """);
        CliResult run = await CliTest.CommandAsync("run", _folder["small.yaml"], "--set",
            $"data={datasets.Of(SyntheticLayout.Mvtec3d)}", "--set", "metrics.resamples=0", "--set",
            "thinned-metrics.resamples=0", "--out", Run);
        Assert.True(run.Exit == 0, run.All);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
