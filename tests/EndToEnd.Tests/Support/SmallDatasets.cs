using Pipeline3D.Data.Synthetic;
using Pipeline3D.TestSupport;

[assembly: AssemblyFixture(typeof(EndToEnd.Tests.Support.SmallDatasets))]

namespace EndToEnd.Tests.Support;

/// <summary>Small synthetic datasets, made once for all tests and never written to by them.</summary>
public sealed class SmallDatasets : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lock _gate = new();

    /// <summary>Folder of a dataset in the given layout.</summary>
    public string Of(SyntheticLayout layout)
    {
        lock (_gate)
        {
            string folder = _folder[layout.ToString()];
            if (!Directory.Exists(folder))
                SyntheticDataset.Write(new SyntheticOptions
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
                }, stop: TestContext.Current.CancellationToken);
            return folder;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
