using Pipeline3D.Geometry.Views;

namespace Pipeline3D.Kernels.Views;

/// <summary>A camera in device memory: Geometry's own, in a type that the launchers of this assembly may see.</summary>
internal readonly struct ViewLens(ViewProjector camera)
{
    public readonly ViewProjector Camera = camera;
}
