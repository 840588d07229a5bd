using Pipeline3D.Detection.Banks;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Gathers a <see cref="ColourMemory"/> of training scans, in the order in which their codes are
/// gathered.</summary>
internal sealed class ColourTies(ShapeGuidedOptions options)
{
    private readonly FeatureCollector _rows = new();
    private readonly List<int> _first = [0], _ties = [];

    /// <summary>Adds the cells that are tied to the patches of a scan; others are not kept.</summary>
    public void Add(PatchedScan scan)
    {
        int[][] tied = [.. Enumerable.Range(0, scan.Patches).Select(patch => TiedCells.Tied(scan,
            scan.Members.AsSpan(patch * scan.Size, scan.Size), options))];
        int[] cells = [.. tied.SelectMany(of => of).Distinct().Order()];
        foreach (int[] of in tied)
        {
            foreach (int cell in of)
                _ties.Add(_rows.Rows + Array.BinarySearch(cells, cell));
            _first.Add(_ties.Count);
        }
        _rows.Add(scan.Colour!.Select(cells));
    }

    /// <summary>What was gathered, not yet aligned.</summary>
    public ColourMemory Join(string weightsHash) => new(_rows.Join(), [.. _first], [.. _ties], weightsHash);
}
