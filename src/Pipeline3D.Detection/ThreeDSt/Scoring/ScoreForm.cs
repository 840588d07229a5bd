namespace Pipeline3D.Detection.ThreeDSt.Scoring;

/// <summary>What a point's score is.</summary>
public enum ScoreForm
{
    /// <summary>The distance of student and whitened teacher.</summary>
    Norm = 0,

    /// <summary>Its square: the same order of points, another map between them.</summary>
    Squared = 1,
}
