namespace Pipeline3D.Kernels;

/// <summary>A series of uploads, launches and downloads, written once for all devices.</summary>
/// <remarks>May be a ref struct that holds the caller's spans, so that nothing is copied but to and from the
/// device.</remarks>
public interface IDeviceProgram
{
    /// <summary>Does the work.</summary>
    /// <typeparam name="TF">The device's buffer of floats.</typeparam>
    /// <typeparam name="TI">The device's buffer of ints.</typeparam>
    /// <typeparam name="TU">The device's buffer of sort keys.</typeparam>
    /// <param name="queue">The device, for as long as this call lasts.</param>
    void Run<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
        where TF : struct, IBuffer<float>
        where TI : struct, IAtomicInt32
        where TU : struct, IAtomicUInt64;
}
