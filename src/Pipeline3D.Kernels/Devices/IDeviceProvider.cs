namespace Pipeline3D.Kernels;

/// <summary>An adapter that brings devices into the catalogue.</summary>
/// <remarks>A plugin assembly holds one public class of it with a constructor without parameters.</remarks>
public interface IDeviceProvider
{
    /// <summary>Names of the devices this machine has, best first: <c>cuda:0</c>, <c>opencl:0</c> and so on.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Opens a device; one of its own for every call.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such device.</exception>
    IDevice Open(string name);
}
