namespace Pipeline3D.Testing.Chaos;

/// <summary>What a <see cref="ChaosSource{T}"/> does with one entry.</summary>
public enum ChaosTrouble
{
    /// <summary>Gives it at once.</summary>
    None = 0,

    /// <summary>Gives it after a while.</summary>
    Delay = 1,

    /// <summary>Rejects it, as a reader does with a bad file.</summary>
    Reject = 2,

    /// <summary>Throws an <see cref="IOException"/>.</summary>
    Unreadable = 3,

    /// <summary>Throws what no reader should.</summary>
    Crash = 4,

    /// <summary>Throws an <see cref="OperationCanceledException"/> that nobody asked for.</summary>
    ForeignCancellation = 5,

    /// <summary>Gives null.</summary>
    Nothing = 6,

    /// <summary>Has the identity of the entry before it.</summary>
    DuplicateId = 7,
}
