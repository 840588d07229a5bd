namespace Pipeline3D.Detection.Contracts;

/// <summary>Options of a method whose fit goes over its scans more than once; the live line then says how far it
/// is.</summary>
public interface ITrains
{
    /// <summary>Passes over the training scans.</summary>
    int Epochs { get; }
}
