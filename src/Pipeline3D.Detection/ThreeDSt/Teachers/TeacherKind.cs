namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>Where a teacher's descriptors come from.</summary>
public enum TeacherKind
{
    /// <summary>A network pretrained on scenes.</summary>
    Pretrained = 0,

    /// <summary>A network with random weights: the paper's control.</summary>
    Random = 1,

    /// <summary>Fast point feature histograms, a foreign descriptor.</summary>
    Fpfh = 2,

    /// <summary>Fully convolutional geometric features, learnt by <c>fit.fcgf</c>: a foreign descriptor of the paper's
    /// Table 4.</summary>
    Fcgf = 3,

    /// <summary>PPF-FoldNet, learnt by <c>fit.ppf-foldnet</c>: the other one.</summary>
    PpfFoldnet = 4,
}
