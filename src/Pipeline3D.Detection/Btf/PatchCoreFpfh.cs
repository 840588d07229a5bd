using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Btf;

/// <summary>PatchCore on FPFH of organized scans: "BTF (FPFH)" of Horwitz and Hoshen.</summary>
/// <remarks>Published on MVTec 3D-AD: AU-PRO 0.928, I-AUROC 0.753. The background should be removed before
/// (filter.remove-plane). The greedy search of the bank begins at the first row, so there is nothing random in
/// it.</remarks>
[Method("patchcore-fpfh", Title = "PatchCore on FPFH", Paper = "arXiv:2203.05550", UsesDevice = true,
    IsSeeded = false)]
public sealed class PatchCoreFpfh : BtfMethod<PatchCoreFpfhOptions>;

/// <summary>Options of <see cref="PatchCoreFpfh"/>; the defaults are those of BTF on MVTec 3D-AD.</summary>
public sealed record PatchCoreFpfhOptions : BtfOptions;
