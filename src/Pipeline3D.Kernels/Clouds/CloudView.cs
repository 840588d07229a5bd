using ILGPU;
using Pipeline3D.Kernels.Numerics;

namespace Pipeline3D.Kernels.Clouds;

/// <summary>Coordinates on a device; shape [n] each.</summary>
internal struct CloudView
{
    public ArrayView<float> X, Y, Z;

    public CloudView(ArrayView<float> x, ArrayView<float> y, ArrayView<float> z) => (X, Y, Z) = (x, y, z);

    public readonly Float3 At(int index) => new(X[index], Y[index], Z[index]);
}
