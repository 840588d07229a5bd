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
}
