using Pipeline3D.Core;
using Pipeline3D.Data.Datasets;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic;
using Pipeline3D.Data.Tests.Datasets;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Data.Tests.Synthetic;

/// <summary>What the writers write is what the readers of the real datasets read.</summary>
public sealed class RoundTripTests
{
    [Theory]
    [InlineData(SyntheticLayout.Mvtec3d, "mvtec3d", 12)]
    [InlineData(SyntheticLayout.Eyecandies, "eyecandies", 12)]
    [InlineData(SyntheticLayout.Real3d, "real3d", 13)]
    [InlineData(SyntheticLayout.AnomalyShapeNet, "anomaly-shapenet", 13)]
    public void Enumerate_EveryLayout_IsRecognisedAndReadsWithoutRemarks(SyntheticLayout layout, string name, int scans)
    {
        using var folder = new TempFolder();
        // Eyecandies' camera is that of 512 pixels.
        SyntheticOptions options = SyntheticDatasetTests.Small(folder.Path, layout) with
        {
            LongestSide = layout == SyntheticLayout.Eyecandies ? null : 96,
        };
        SyntheticDataset.Write(options);
        IDatasetLayout reader = DatasetLayouts.Own.Detect(folder.Path);
        Assert.Equal(name, reader.Name);
        Assert.Equal(options.Categories, reader.CategoriesOf(folder.Path));
        var remarks = new List<string>();
        Scan[] read = [.. reader.Enumerate(new DatasetQuery(folder.Path, [], "", FormatLimits.Default), remarks.Add)
            .Select(entry => entry.Load(CancellationToken.None))];
        Assert.Equal(scans, read.Length);
        Assert.Empty(remarks);
        Assert.All(read, scan => Assert.Empty(scan.Remarks));
        Scan[] test = [.. read.Where(scan => scan.Id.Split.StartsWith("test", StringComparison.Ordinal))];
        Assert.Equal((2, 7), (test.Count(scan => scan.IsAnomalous == false),
            test.Count(scan => scan.IsAnomalous == true)));
        Assert.All(test.Where(scan => scan.IsAnomalous == true), scan => Assert.True(scan.Truth!.IsAnomalous));
        Assert.All(read.Except(test), scan => Assert.False(scan.IsAnomalous ?? false));
        LengthUnit unit = layout switch
        {
            SyntheticLayout.Real3d => LengthUnit.Millimetre,
            SyntheticLayout.AnomalyShapeNet => LengthUnit.Arbitrary,
            _ => LengthUnit.Metre,
        };
        Assert.All(read, scan => Assert.Equal(unit, scan.Unit));
    }
}
