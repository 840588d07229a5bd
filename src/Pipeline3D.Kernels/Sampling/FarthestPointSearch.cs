using ILGPU;
using ILGPU.Runtime;
using Pipeline3D.Kernels.Clouds;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Kernels.Neighbours;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Sampling;

/// <summary>A farthest point run on a device: some picks one by one, then many picks a round by <see
/// cref="FarthestPointCells"/>.</summary>
/// <remarks>On a surface a round picks about a tenth of what is picked already, and a third is picked in vain: 64,000
/// picks of 300,000 points take about 100 rounds. Where there are few cells, or rounds pick little, picks are made one
/// by one for a while.</remarks>
internal sealed class FarthestPointSearch
{
    /// <summary>Picks to make one by one at a time.</summary>
    public const int Sequence = 96;

    // Points of cells that do not touch are more than an edge apart, but for the rounding of cells and distances.
    private const double Slack = 1.01;

    // Cells longer than so many times what they need to be are made anew.
    private const double Loose = 1.25;

    private const int RoundsPerCheck = 4, CellsPerPoint = 4;
    private readonly DeviceLane _lane;
    private readonly DeviceCloud _cloud;
    private readonly int _wanted, _sequence, _mostCells;
    private readonly List<ulong> _oneByOne = [];
    private readonly ArrayView<ulong> _found;
    private FarthestPointCells _cells;
    private ArrayView<int> _counts, _ends;
    private ArrayView<ulong> _best, _next, _marks;
    private ulong _farthest;
    private int _picked, _final;

    /// <summary>Starts without a pick.</summary>
    /// <param name="lane">The program's lane.</param>
    /// <param name="cloud">n > 1 points.</param>
    /// <param name="wanted">Picks after the first, from 1 to n - 1.</param>
    /// <param name="sequence">Picks to make one by one at a time, and the least number of cells.</param>
    public FarthestPointSearch(DeviceLane lane, DeviceCloud cloud, int wanted, int sequence)
    {
        (_lane, _cloud, _wanted, _sequence) = (lane, cloud, wanted, sequence);
        _mostCells = checked(CellsPerPoint * Math.Max(cloud.Count, sequence));
        _found = lane.Rent<ulong>(2);
        _cells.Squared = lane.Filled(cloud.Count, float.PositiveInfinity);
        _cells.Picks = lane.Rent<ulong>(cloud.Count);
        _cells.Count = lane.Zeros<int>(1);
    }

    /// <summary>Picks.</summary>
    /// <param name="start">The first pick.</param>
    /// <returns>The picks after the first as <see cref="SortKey.ForMaximum"/>, in order.</returns>
    public ulong[] Run(int start)
    {
        OneByOne(start);
        // The farthest point that is left is the next pick itself.
        while (_final + 1 < _wanted && SortKey.Value(_farthest) > 0)
        {
            if (Cut() && Rounds())
                continue;
            _oneByOne.Add(_farthest);
            OneByOne(SortKey.IndexOfMaximum(_farthest));
        }
        return InOrder();
    }

    private void OneByOne(int pick)
    {
        int rounds = Math.Min(Math.Min(_sequence, _wanted - _final), _cloud.Count - _picked - _oneByOne.Count);
        var round = new FarthestPointRound
        {
            Cloud = _cloud.View, Squared = _cells.Squared, Best = _lane.Zeros<ulong>(rounds), Count = _cloud.Count,
            Start = pick,
        };
        int groups = _lane.Device.GroupsFor(_cloud.Count);
        for (; round.Round < rounds; round.Round++)
            _lane.LaunchGroups(FarthestPointRound.Run, groups, round);
        var best = new ulong[rounds];
        _lane.Download(round.Best, best);
        _oneByOne.AddRange(best.AsSpan(0, rounds - 1));
        _farthest = best[^1];
        if (_picked > 0)
            Check();
        else
            _final = _oneByOne.Count;
    }

    // The grid whose edge is just above the largest distance; false when it has too few cells to be of use.
    private bool Cut()
    {
        double edge = Slack * Math.Sqrt(SortKey.Value(_farthest));
        if (!double.IsFinite(edge))
            return false;
        CellGridShape shape = CellGridShape.Of(_cloud.Bounds, edge, _mostCells);
        int cells = shape.Cells, count = _cloud.Count;
        if (cells < _sequence)
            return false;
        if (_counts.Length == 0)
            RentCells();
        GridView grid = _cells.Grid;
        grid.Shape = shape;
        grid.Ends = _ends.SubView(0, cells);
        _cells.Grid = grid;
        (_cells.Best, _cells.Next, _cells.Picked) = (_best.SubView(0, cells), _next.SubView(0, cells),
            _marks.SubView(0, cells));
        ArrayView<int> counts = _counts.SubView(0, cells);
        counts.MemSetToZero(_lane.Stream);
        _lane.Launch(GridCount.Run, count, new GridCount { Cloud = _cloud.View, Shape = shape, Counts = counts });
        _lane.Device.ExclusiveSum(_lane, counts, grid.Ends);
        _lane.Launch(GridScatter.Run, count, new GridScatter { Cloud = _cloud.View, Grid = grid });
        _cells.Picked.MemSetToZero(_lane.Stream);
        _cells.Next.MemSetToZero(_lane.Stream);
        _cells.Best.MemSetToZero(_lane.Stream);
        // A round without picks finds the farthest points of the cells.
        Spread();
        return true;
    }

    // Until the cells are too long or all is picked; false when it picks less than as many launches one by one would.
    private bool Rounds()
    {
        double enough = _cells.Grid.Shape.Edge / (Slack * Loose);
        do
        {
            int before = _picked;
            for (int i = 0; i < RoundsPerCheck; i++)
            {
                _lane.Launch(FarthestPointCells.Choose, _cloud.Count, _cells);
                Spread();
            }
            Check();
            if (_final + 1 >= _wanted || SortKey.Value(_farthest) == 0)
                return true;
            if (_picked - before < Math.Min(_sequence, 4 * RoundsPerCheck))
                return false;
        }
        while (Math.Sqrt(SortKey.Value(_farthest)) > enough || IsTight());
        return true;
    }

    // Whether the grid could not be finer by much: the number of cells is limited.
    private bool IsTight() => CellGridShape.Of(_cloud.Bounds, Slack * Math.Sqrt(SortKey.Value(_farthest)), _mostCells)
        .Edge * Loose > _cells.Grid.Shape.Edge;

    private void Spread()
    {
        _lane.Launch(FarthestPointCells.Spread, _cloud.Count, _cells);
        _cells.Round++;
        (_cells.Best, _cells.Next) = (_cells.Next, _cells.Best);
    }

    private void RentCells()
    {
        int count = _cloud.Count;
        _cells.Round = 1;
        _cells.Grid = new GridView
        {
            Sorted = new CloudView(_lane.Rent<float>(count), _lane.Rent<float>(count), _lane.Rent<float>(count)),
            Members = _lane.Rent<int>(count),
        };
        (_counts, _ends) = (_lane.Rent<int>(_mostCells), _lane.Rent<int>(_mostCells));
        (_best, _next, _marks) = (_lane.Rent<ulong>(_mostCells), _lane.Rent<ulong>(_mostCells),
            _lane.Rent<ulong>(_mostCells));
    }

    private void Check()
    {
        _found.MemSetToZero(_lane.Stream);
        int groups = _lane.Device.GroupsFor(_cloud.Count);
        var left = new FarthestPointLeft
        {
            Squared = _cells.Squared, Picks = _cells.Picks, Picked = _cells.Count, Found = _found, Count = _cloud.Count,
        };
        _lane.LaunchGroups(FarthestPointLeft.Find, groups, left);
        _lane.LaunchGroups(FarthestPointLeft.Rank, groups, left);
        DeviceFetch<ulong> found = _lane.Fetch(_found);
        DeviceFetch<int> picked = _lane.Fetch(_cells.Count);
        _lane.Synchronise();
        Span<ulong> both = stackalloc ulong[2];
        Span<int> number = stackalloc int[1];
        found.CopyTo(both);
        picked.CopyTo(number);
        (_farthest, _picked) = (both[0], number[0]);
        _final = (int)both[1];
        foreach (ulong key in _oneByOne)
            _final += key > _farthest ? 1 : 0;
    }

    private ulong[] InOrder()
    {
        var keys = new List<ulong>(_oneByOne);
        if (_picked > 0)
        {
            var picks = new ulong[_picked];
            _lane.Download(_cells.Picks.SubView(0, _picked), picks);
            keys.AddRange(picks);
        }
        // What lies on picks comes in the order of its indices.
        if (SortKey.Value(_farthest) == 0)
        {
            var squared = new float[_cloud.Count];
            _lane.Download(_cells.Squared, squared);
            for (int i = 0; i < squared.Length; i++)
                if (squared[i] >= 0)
                    keys.Add(SortKey.ForMaximum(squared[i], i));
        }
        else
        {
            keys.RemoveAll(key => key < _farthest);
            keys.Add(_farthest);
        }
        ulong[] sorted = [.. keys];
        SortKey.SortDescending(sorted);
        return sorted.AsSpan(0, _wanted).ToArray();
    }
}
