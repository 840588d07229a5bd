using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ImplicitSurface;

namespace Pipeline3D.Detection.ShapeGuided;

/// <summary>Lanes that experts run in, whatever a run's threads are, so that results do not depend on them.</summary>
/// <remarks>A narrow field runs on one core: its layers are too small to be shared out, and its results are then the
/// same on any number of cores. A wide one takes all.</remarks>
internal sealed class SurfaceLanes
{
    private const int Wide = 256;
    private readonly Lazy<DeviceLane> _one = new(() => new DeviceLane("cpu", 1)),
        _all = new(() => new DeviceLane("cpu", Environment.ProcessorCount));

    /// <summary>The lane of an expert.</summary>
    public DeviceLane Of(ImplicitSurfaceShape shape) => (shape.Hidden < Wide ? _one : _all).Value;
}
