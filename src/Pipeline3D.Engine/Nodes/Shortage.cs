using System.Runtime.InteropServices;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Tells failures of the machine (no memory, disk or handles left) from those of a scan or a block: what the
/// machine lacks now says nothing of the scan, which is tried again by a resumed run.</summary>
internal static class Shortage
{
    // ENOMEM, ENFILE, EMFILE, ENOSPC, EDQUOT of Linux and of macOS; then those of Windows: not enough memory, too many
    // open files, handle disk full, disk full, no system resources.
    private static readonly int[] Memory = [12, unchecked((int)0x80070008), unchecked((int)0x800705AA)];
    private static readonly int[] Handles = [23, 24, unchecked((int)0x80070004)];
    private static readonly int[] Disk = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>What the machine ran out of, and what to do, as a sentence; null when it is another failure. Causes are
    /// looked through: readers and libraries wrap them.</summary>
    public static string? Of(Exception failure)
    {
        // A device's memory has a reason of its own.
        if (failure is ItemRejectedException { Reason: RejectReason.DeviceMemory })
            return null;
        string? what = failure switch
        {
            // An array that could exist on no machine is a size that the file or the block made up.
            OutOfMemoryException => failure.Message.StartsWith("Array dimensions", StringComparison.Ordinal) ? null
                : "memory; give the run more, or lower run.budget or run.parallelism",
            IOException when Memory.Contains(failure.HResult)
                => "memory; give the run more, or lower run.budget or run.parallelism",
            IOException when Handles.Contains(failure.HResult)
                => "file handles; raise their limit (ulimit -n), or lower run.parallelism",
            IOException when Disk.Contains(failure.HResult) => "disk space; make room",
            ExternalException when failure.Message.Contains("allocate memory", StringComparison.OrdinalIgnoreCase)
                || failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
                => "memory; give the run more, or lower run.budget or run.parallelism",
            _ => null,
        };
        if (what is not null)
            return $"the machine ran out of {what}, then run again to resume ({failure.Message})";
        return failure is AggregateException several
            ? several.InnerExceptions.Select(Of).FirstOrDefault(inner => inner is not null)
            : failure.InnerException is { } cause ? Of(cause) : null;
    }
}
