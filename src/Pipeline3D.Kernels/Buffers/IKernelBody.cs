namespace Pipeline3D.Kernels;

/// <summary>The body of a device loop: what is done for one index.</summary>
/// <remarks>Implemented by structs whose public fields are the parameters: buffers, numbers and int flags. A body is
/// compiled for the host and for GPUs alike, so it allocates nothing, throws nothing, calls MathF's basic functions
/// only and touches shared elements through the buffers' atomics; a contract test holds every kernel to this.</remarks>
public interface IKernelBody
{
    /// <summary>Does the work of one index. Indices run at the same time and in any order.</summary>
    void Execute(int index);
}
