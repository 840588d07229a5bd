using Pipeline3D.Data.Synthetic;
using Pipeline3D.Networks;
using Pipeline3D.TestSupport;

namespace EndToEnd.Tests.Support;

/// <summary>Labelled scans of three categories, twice, and a pair of towers in the manner of CLIP that have seen them:
/// enough for what a run does, not for what it finds.</summary>
public sealed class SmallTowers : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>Folder of the scans, in MVTec 3D-AD's layout: carrot, cookie and dowel, of each 2 good and 2 defective
    /// test scans.</summary>
    public string Data => _folder["data"];

    /// <summary>Folder of others of the same categories.</summary>
    public string Other => _folder["other"];

    /// <summary>Folder of three categories in Eyecandies' layout.</summary>
    public string Candies => _folder["candies"];

    /// <summary>Settings of a reproduction of pointad that takes seconds.</summary>
    public string[] Settings => [.. new[] { $"weights={Weights}", "size=64", "deep_tensors=1", "deep_tokens=2",
        "epochs=1", "batch_size=2", "resamples=0" }.SelectMany(text => new[] { "--set", text })];

    private string Weights { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!TorchRuntime.IsAvailable)
            return; // the tests skip themselves, and say why
        foreach ((string folder, ulong seed) in new[] { (Data, 7UL), (Other, 8UL) })
            SyntheticDataset.Write(new SyntheticOptions
            {
                Folder = folder, Categories = ["carrot", "cookie", "dowel"], LongestSide = 64, Train = 1,
                Validation = 1, TestGood = 2, TestDefective = 2, Seed = seed,
            }, stop: TestContext.Current.CancellationToken);
        SyntheticDataset.Write(new SyntheticOptions
        {
            Folder = Candies, Layout = SyntheticLayout.Eyecandies, LongestSide = 64, Train = 1, Validation = 1,
            Categories = ["Confetto", "LicoriceSandwich", "PeppermintCandy"], TestGood = 2, TestDefective = 2, Seed = 7,
        }, stop: TestContext.Current.CancellationToken);
        string file = _folder["towers.yaml"], run = _folder["run"];
        await File.WriteAllTextAsync(file, $$"""
            name: towers
            blocks:
              - { id: scans, use: source.mvtec3d, with: { root: "{{Other}}", split: test, limit: 1 } }
              - { id: views, use: feature.views, with: { angles: ["-20,0", "0,0", "20,0"], size: 64, sample: 0 } }
              - id: towers
                use: fit.clip-tiny
                with: { image: 64, patch: 16, width: 64, layers: 2, text_width: 64, text_layers: 2, embedding: 16,
                  epochs: 1, batch_size: 2, views_per_step: 2 }
              - { id: files, use: sink.models }
            """);
        CliResult result = await CliTest.CommandAsync("run", file, "--out", run);
        Assert.True(result.Exit == 0, result.All);
        Weights = Assert.Single(Directory.GetFiles(Path.Combine(run, "models"), "*.safetensors"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
