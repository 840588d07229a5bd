using Pipeline3D.Core.Options;

namespace Pipeline3D.Data.Datasets;

/// <summary>Options of <see cref="FolderLayout"/> and its source.</summary>
public sealed record FolderSourceOptions : DatasetSourceOptions
{
    /// <summary>Whether every table of numbers (.csv, .txt) is a scan; otherwise only those whose titles name x, y and
    /// z. Default no: a list of parts is a table too.</summary>
    public bool Tables { get; init; }

    /// <summary>Share of the scans outside of folders called train, validation or test that are test scans; 0 to 1, 0
    /// with validation_share 0 for no split: each is then in every split. Scans of a defect are all test
    /// scans.</summary>
    /// <remarks>A scan's split depends on its path below the root and the seed alone: other files change
    /// nothing.</remarks>
    public double TestShare { get; init; }

    /// <summary>Share of those scans that are validation scans; with test_share at most 1.</summary>
    public double ValidationShare { get; init; }

    /// <summary>Which scans they are; use the same in all sources of a folder.</summary>
    public int SplitSeed { get; init; }

    /// <summary>Whether scans are split by shares.</summary>
    internal bool Splits => TestShare + ValidationShare > 0;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(TestShare, 0, 1, nameof(TestShare));
        problems.RequireRange(ValidationShare, 0, 1, nameof(ValidationShare));
        problems.Require(TestShare + ValidationShare <= 1, nameof(ValidationShare), ValidationShare,
            $"must be at most 1 together with test_share ({TestShare})");
    }

    /// <summary>The split of a scan.</summary>
    /// <param name="path">Its path below the root.</param>
    internal string SplitOf(string path) => StableShare.Of(SplitSeed, path) is var place && place < TestShare ? "test"
        : place < TestShare + ValidationShare ? "validation" : "train";
}
