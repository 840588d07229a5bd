using Pipeline3D.Detection.Artifacts;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>A learnt descriptor of others that a student imitates, as a model file keeps it.</summary>
internal interface IForeignTeacher
{
    /// <summary>Which one.</summary>
    TeacherKind Kind { get; }

    /// <summary>Length of a descriptor.</summary>
    int Outputs { get; }

    /// <summary>Something that describes clouds, and what is to be disposed after it.</summary>
    (ITeacher Teacher, IDisposable Owned) Open();

    /// <summary>Writes sizes and weights.</summary>
    void Write(ArtifactWriter file);
}
