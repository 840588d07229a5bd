namespace Pipeline3D.Core.Runs;

/// <summary>What heavy loops of a run's blocks compute on; blocks know the kinds there are.</summary>
public interface IRunDevice
{
    /// <summary>The name that chooses it: <c>cpu</c>, <c>cuda:0</c> and so on.</summary>
    string Name { get; }

    /// <summary>An item has ended: what the device holds for it is given up. Called once per item, by any
    /// thread.</summary>
    /// <param name="item">The item's sequence number within the run.</param>
    void Release(long item)
    {
    }
}
