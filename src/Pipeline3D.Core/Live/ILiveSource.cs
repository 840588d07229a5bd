namespace Pipeline3D.Core.Live;

/// <summary>A source whose scans come in from outside while the run goes on.</summary>
public interface ILiveSource
{
    /// <summary>Where they come in.</summary>
    IntakeOptions Intake { get; }

    /// <summary>What it can read: what is taken in at all.</summary>
    IScanFormats Formats { get; }
}
