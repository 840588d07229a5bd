using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

[assembly: AssemblyFixture(typeof(EndToEnd.Tests.Support.SmallDatasets))]

namespace EndToEnd.Tests.Support;

/// <summary>Small synthetic datasets, made once for all tests and never written to by them.</summary>
public sealed class SmallDatasets : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lock _gate = new();

    public SmallDatasets() => Runs = new SharedRuns(this);

    /// <summary>Runs on these datasets that tests share.</summary>
    public SharedRuns Runs { get; }

    /// <summary>Folder of a dataset of two categories in MVTec 3D-AD's layout, for tests of what a run does: of each
    /// 3 training, 2 validation, 2 good and 2 defective test scans of 64 pixels; 18 scans in all.</summary>
    public string Few => Made("few", folder => new SyntheticOptions
    {
        Folder = folder,
        Categories = ["bagel", "potato"],
        LongestSide = 64,
        Train = 3,
        Validation = 2,
        TestGood = 2,
        TestDefective = 2,
        Seed = 7,
    });

    /// <summary>Folder of a dataset in the given layout, for tests of what a method finds.</summary>
    public string Of(SyntheticLayout layout) => Made(layout.ToString(), folder => new SyntheticOptions
    {
        Folder = folder,
        Layout = layout,
        Categories = layout switch
        {
            SyntheticLayout.Mvtec3d => ["bagel", "potato"],
            _ => [SyntheticDataset.Categories(layout)[0]],
        },
        LongestSide = layout == SyntheticLayout.Mvtec3d ? 96 : null,
        Points = 2000,
        Train = layout == SyntheticLayout.Eyecandies ? 2 : 8,
        Validation = 3,
        TestGood = 3,
        TestDefective = layout == SyntheticLayout.Eyecandies ? 2 : 5,
        Seed = 7,
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Runs.Dispose();
        _folder.Dispose();
    }

    private string Made(string name, Func<string, SyntheticOptions> options)
    {
        lock (_gate)
        {
            string folder = _folder[name];
            if (!Directory.Exists(folder))
                SyntheticDataset.Write(options(folder), stop: TestContext.Current.CancellationToken);
            return folder;
        }
    }
}
