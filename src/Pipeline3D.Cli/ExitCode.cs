using Pipeline3D.Hosting.Running;

namespace Pipeline3D.Cli;

/// <summary>What the process's exit code means; that of a run is its <see cref="RunOutcome"/>.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Ok = 0;

    /// <summary>What was compared differs.</summary>
    public const int Different = 1;

    /// <summary>The definition, an option or an argument is wrong; nothing was run.</summary>
    public const int BadDefinition = 2;

    /// <summary>The run ended, but some items were rejected.</summary>
    public const int SomeRejected = (int)RunOutcome.SomeRejected;

    /// <summary>The run failed, or was drained or stopped before its end.</summary>
    public const int Failed = (int)RunOutcome.Failed;
}
