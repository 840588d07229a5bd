namespace Pipeline3D.Torch;

/// <summary>Kinds of device that this build of libtorch knows; the numbers are libtorch's.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU; not in Debian's libtorch.</summary>
    CUDA = 1,

    /// <summary>No memory at all: shapes only.</summary>
    META = 15,
}
