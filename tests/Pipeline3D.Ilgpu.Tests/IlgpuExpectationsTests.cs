namespace Pipeline3D.Kernels.Tests;

/// <summary>Planes on ILGPU.</summary>
public sealed class IlgpuPlaneTests() : PlaneExpectations(CpuAccelerator.Open());

/// <summary>Sampling on ILGPU.</summary>
public sealed class IlgpuSamplingTests() : SamplingExpectations(CpuAccelerator.Open());

/// <summary>Neighbours on ILGPU.</summary>
public sealed class IlgpuNeighbourTests() : NeighbourExpectations(CpuAccelerator.Open());

/// <summary>Normals on ILGPU.</summary>
public sealed class IlgpuNormalTests() : NormalExpectations(CpuAccelerator.Open());

/// <summary>Views on ILGPU.</summary>
public sealed class IlgpuViewTests() : ViewExpectations(CpuAccelerator.Open());

/// <summary>Interpolation on ILGPU.</summary>
public sealed class IlgpuHarmonicTests() : HarmonicExpectations(CpuAccelerator.Open());
