namespace Pipeline3D.Kernels.Devices;

/// <summary>Transfers and launches that make one result, on one lane of a device.</summary>
/// <remarks>A program may run twice: when the memory of a device was short, it runs again alone. So it must write all
/// of its results anew each time.</remarks>
internal interface IDeviceProgram
{
    /// <summary>Does the work; what it rented of the lane goes back afterwards.</summary>
    void Run(DeviceLane lane);
}
