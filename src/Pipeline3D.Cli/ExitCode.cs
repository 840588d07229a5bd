namespace Pipeline3D.Cli;

/// <summary>What the process's exit code means.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Ok = 0;

    /// <summary>What was compared differs.</summary>
    public const int Different = 1;

    /// <summary>The definition, an option or an argument is wrong; nothing was run.</summary>
    public const int BadDefinition = 2;

    /// <summary>The run ended, but some items were rejected.</summary>
    public const int SomeRejected = 3;

    /// <summary>The run failed, or was drained or stopped before its end.</summary>
    public const int Failed = 4;

    /// <summary>More items were rejected than <c>--max-rejected</c> allows; the run was ended early.</summary>
    public const int TooManyRejected = 5;
}
