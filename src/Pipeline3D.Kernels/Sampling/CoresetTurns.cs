using ILGPU;
using ILGPU.Runtime;
using Pipeline3D.Geometry.Numerics;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Numerics;
using Pipeline3D.Kernels.Rows;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>A coreset run on a device: some picks one by one, then many among the farthest rows at a time.</summary>
/// <remarks>In many columns a pick is the nearest of few rows, so most of a thousand farthest rows are picked before
/// another row is the farthest: 10,000 of 100,000 rows of 33 columns take about 25 turns. All rows are then compared
/// to the picks of a turn at once. Turns that bring little are followed by picks one by one.</remarks>
internal sealed class CoresetTurns
{
    /// <summary>Picks to make one by one at a time.</summary>
    public const int Sequence = 32;

    // A turn takes as long as so many picks one by one.
    private const int LeastPicks = 8;
    private readonly DeviceLane _lane;
    private readonly int _rows, _columns, _sequence;
    private readonly ArrayView<float> _values, _byColumn;
    private readonly ArrayView<ulong> _picked;
    private CoresetTop _top;
    private ArrayView<float> _chosen, _chosenByColumn, _pairs, _bank;
    private DeviceRows? _tiled;

    /// <summary>Starts without a pick.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="features">n rows.</param>
    /// <param name="sequence">Picks to make one by one at a time.</param>
    public CoresetTurns(DeviceLane lane, FeatureMatrix features, int sequence)
    {
        (_lane, _rows, _columns, _sequence) = (lane, features.Rows, features.Columns, sequence);
        _values = DeviceRows.ValuesOf(lane, features);
        _byColumn = DeviceRows.Transposed(lane, _values, _rows, _columns);
        _picked = lane.Rent<ulong>(CoresetGreedy.MostRows);
        _top = new CoresetTop
        {
            Squared = lane.Filled(_rows, float.PositiveInfinity), Nearest = lane.Largest<ulong>(_rows),
            Farthest = lane.Rent<ulong>(1), Counts = lane.Rent<int>(CoresetTop.Bins),
            Chosen = lane.Rent<ulong>(CoresetGreedy.MostRows), Filled = lane.Rent<int>(1), Count = _rows,
        };
    }

    /// <summary>Picks rows.</summary>
    /// <param name="start">The first pick.</param>
    /// <param name="picks">From 1 to n; overwritten.</param>
    public void Run(int start, Span<int> picks)
    {
        int done = OneByOne(start, picks);
        bool pays = true;
        while (done < picks.Length)
        {
            (ulong farthest, int bin, int rows) = Look();
            int made = pays && rows > 0 ? Turn(farthest, bin, rows, picks[done..]) : 0;
            pays = made == 0 || made >= Math.Min(_sequence, LeastPicks);
            done += made > 0 ? made : OneByOne(SortKey.IndexOfMaximum(farthest), picks[done..]);
        }
    }

    private int OneByOne(int pick, Span<int> picks)
    {
        int rounds = Math.Min(_sequence, picks.Length);
        var round = new CoresetRound
        {
            Rows = _byColumn, Squared = _top.Squared, Best = _lane.Zeros<ulong>(rounds), Count = _rows,
            Columns = _columns, Start = pick,
        };
        int groups = _lane.Device.GroupsFor(_rows);
        for (; round.Round < rounds; round.Round++)
            _lane.LaunchGroups(CoresetRound.Run, groups, round);
        var best = new ulong[rounds];
        _lane.Download(round.Best, best);
        picks[0] = pick;
        for (int i = 1; i < rounds; i++)
            picks[i] = SortKey.IndexOfMaximum(best[i - 1]);
        return rounds;
    }

    // The farthest row, and how many rows lie down to which bin; 0 rows when there are too many in the first one.
    private (ulong Farthest, int Bin, int Rows) Look()
    {
        _top.Farthest.MemSetToZero(_lane.Stream);
        _top.Counts.MemSetToZero(_lane.Stream);
        int groups = _lane.Device.GroupsFor(_rows);
        _lane.LaunchGroups(CoresetTop.Merge, groups, _top);
        _lane.LaunchGroups(CoresetTop.CountBins, groups, _top);
        DeviceFetch<ulong> farthest = _lane.Fetch(_top.Farthest);
        DeviceFetch<int> counted = _lane.Fetch(_top.Counts);
        _lane.Synchronise();
        Span<ulong> found = stackalloc ulong[1];
        Span<int> counts = stackalloc int[CoresetTop.Bins];
        farthest.CopyTo(found);
        counted.CopyTo(counts);
        int bin = 0, rows = 0;
        for (; bin < counts.Length && rows + counts[bin] <= CoresetGreedy.MostRows; bin++)
            rows += counts[bin];
        return (found[0], bin - 1, rows);
    }

    // Picks among the rows down to a bin and compares all rows to the picks.
    private int Turn(ulong farthest, int bin, int rows, Span<int> picks)
    {
        DeviceRows all = Ready();
        _top.LastBin = bin;
        _top.Filled.MemSetToZero(_lane.Stream);
        _lane.LaunchGroups(CoresetTop.Collect, _lane.Device.GroupsFor(_rows), _top);
        Take(_top.Chosen, rows);
        DeviceRows.Transpose(_lane, _chosen, _chosenByColumn, rows, _columns);
        _lane.Launch(CoresetPairs.Run, checked(rows * rows), new CoresetPairs
        {
            Rows = _chosenByColumn, Squared = _pairs, Count = rows, Columns = _columns,
        });
        _lane.LaunchGroups(CoresetGreedy.Run, 1, new CoresetGreedy
        {
            Chosen = _top.Chosen, Pairs = _pairs, Picks = _picked, Squared = _top.Squared, Count = rows,
            Farthest = farthest, LastBin = bin,
        });
        var made = new ulong[rows];
        _lane.Download(_picked.SubView(0, rows), made);
        int count = 0;
        for (; count < Math.Min(rows, picks.Length) && made[count] != 0; count++)
            picks[count] = SortKey.IndexOfMaximum(made[count]);
        if (count == picks.Length)
            return count;
        Take(_picked, count);
        DeviceRows bank = DeviceRows.Tiled(_lane, _chosen, _bank, count, _columns, float.PositiveInfinity);
        NearestRowsOp.Search(_lane, bank, all, _rows, _columns, _top.Nearest, 1);
        return count;
    }

    private void Take(ArrayView<ulong> keys, int rows) => _lane.Launch(RowGather.Run, checked(rows * _columns),
        new RowGather { From = _values, Keys = keys, To = _chosen, Columns = _columns });

    private DeviceRows Ready()
    {
        if (_tiled is not null)
            return _tiled;
        long values = checked((long)CoresetGreedy.MostRows * _columns);
        (_chosen, _chosenByColumn, _bank) = (_lane.Rent<float>(values), _lane.Rent<float>(values),
            _lane.Rent<float>(values));
        _pairs = _lane.Rent<float>(CoresetGreedy.MostRows * CoresetGreedy.MostRows);
        return _tiled = DeviceRows.Tiled(_lane, _values,
            _lane.Rent<float>(checked(DeviceRows.StepOf(_rows) * _columns)), _rows, _columns, 0);
    }
}
