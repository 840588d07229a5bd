namespace Pipeline3D.Ingestion.Intake;

/// <summary>How an accepted scan ended.</summary>
public enum AnswerKind
{
    /// <summary>It went through the pipeline.</summary>
    Scored = 0,

    /// <summary>A rule of the pipeline dropped it.</summary>
    Filtered = 1,

    /// <summary>It could not be scored: it is a dead letter.</summary>
    Rejected = 2,

    /// <summary>The service ended before it was scored.</summary>
    Stopped = 3,
}
