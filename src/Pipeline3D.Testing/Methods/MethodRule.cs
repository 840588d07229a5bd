namespace Pipeline3D.Testing.Methods;

/// <summary>What every method keeps; see <see cref="MethodConformance{TMethod}"/>.</summary>
public enum MethodRule
{
    /// <summary>A model that was saved and loaded scores bit-equally, and is saved to the same bytes again.</summary>
    SavedModelIsTheSame = 0,

    /// <summary>Model and scores do not depend on the number of threads.</summary>
    ThreadsChangeNothing = 1,

    /// <summary>Scores of a scan do not depend on which were scored before.</summary>
    OrderOfScoringChangesNothing = 2,

    /// <summary>A scan that cannot be used is rejected with a reason; all others get finite scores. Nothing else is
    /// thrown.</summary>
    UnusualScansAreRejectedOrScored = 3,

    /// <summary>A sample that was written and read is the same sample.</summary>
    KeptSampleIsTheSame = 4,

    /// <summary>Options that are not marked as preparation do not change samples.</summary>
    OptionsOfTheFitLeaveSamplesAlone = 5,

    /// <summary>A fit that was ended in the middle and begun again makes the same model.</summary>
    EndedFitGoesOn = 6,

    /// <summary>A model of another version of the method, or one that lacks a tensor, is refused with a sentence that
    /// names the file.</summary>
    OtherModelsAreRefused = 7,

    /// <summary>The seed changes the model, or the method declares that it has none.</summary>
    SeedIsHonest = 8,

    /// <summary>Scans with a defect score above their normal twins, and its points above the others better than random
    /// scores do.</summary>
    DefectScoresHigher = 9,
}
