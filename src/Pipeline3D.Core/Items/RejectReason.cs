namespace Pipeline3D.Core.Items;

/// <summary>Why an item became a dead letter: a closed list, so that reasons can be counted and acted on.</summary>
public enum RejectReason
{
    /// <summary>A block failed in a way that it did not foresee; the message and stack tell.</summary>
    BlockFailed = 0,

    /// <summary>The file is missing, unreadable or could not be opened.</summary>
    Unreadable = 1,

    /// <summary>The file is not what its format says: truncated, corrupt or hostile.</summary>
    BadFormat = 2,

    /// <summary>A size exceeds a limit set against hostile or mistaken input.</summary>
    LimitExceeded = 3,

    /// <summary>The scan holds no point at all, or none with a reading.</summary>
    EmptyCloud = 4,

    /// <summary>The scan has too few points for the block's computation.</summary>
    TooFewPoints = 5,

    /// <summary>No background plane could be found where one is needed.</summary>
    NoBackgroundPlane = 6,

    /// <summary>The coordinates are not in the unit that the block needs.</summary>
    WrongUnit = 7,

    /// <summary>Two things that belong together differ in size, for example a scan and its mask.</summary>
    SizeMismatch = 8,

    /// <summary>A partner file, such as a colour image, is missing.</summary>
    MissingPartner = 9,

    /// <summary>A score or coordinate is not a number where one is needed.</summary>
    NotANumber = 10,

    /// <summary>Another item of the run has the same identity.</summary>
    DuplicateId = 11,

    /// <summary>There is no model for the item's category.</summary>
    NoModel = 12,

    /// <summary>The block took longer than its timeout.</summary>
    Timeout = 13,

    /// <summary>Something other than the caller's stop cancelled the block's work.</summary>
    ForeignCancellation = 14,

    /// <summary>The block returned nothing.</summary>
    NoResult = 15,

    /// <summary>A plugged-in block took the item and never gave it back.</summary>
    Lost = 16,

    /// <summary>A result could not be written: disk full, folder read-only.</summary>
    OutputFailed = 17,

    /// <summary>The run was stopped before the item was done.</summary>
    Stopped = 18,

    /// <summary>Far fewer points have a reading than in the scans that were learnt from.</summary>
    TooFewReadings = 19,

    /// <summary>The points lie nearer together, or farther apart, than in the scans that were learnt from.</summary>
    WrongDensity = 20,

    /// <summary>The scanned surface is smaller or larger, or lies elsewhere, than in the scans that were learnt
    /// from.</summary>
    WrongExtent = 21,

    /// <summary>The surface is rougher, smoother or inclined otherwise than in the scans that were learnt
    /// from.</summary>
    UnlikeSurface = 22,

    /// <summary>The memory of the run's device does not hold the scan, although nothing else used it.</summary>
    DeviceMemory = 23,

    /// <summary>The scan is anomalous, and stands among those that normal scans are learnt from.</summary>
    AnomalousTrainingScan = 24,

    /// <summary>The machine had no memory, disk space or file handles left; it says nothing of the scan, which a
    /// resumed run tries again.</summary>
    Shortage = 25,
}
