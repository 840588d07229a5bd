namespace Pipeline3D.Core;

/// <summary>What heavy loops of a run's blocks compute on; blocks know the kinds there are.</summary>
public interface IRunDevice
{
    /// <summary>The name that chooses it: <c>cpu</c>, <c>host</c>, <c>cuda:0</c> and so on.</summary>
    string Name { get; }
}
