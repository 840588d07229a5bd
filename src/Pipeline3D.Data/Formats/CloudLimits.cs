using Pipeline3D.Core.Items;

namespace Pipeline3D.Data.Formats;

/// <summary>The checks that every cloud reader makes before it allocates.</summary>
internal static class CloudLimits
{
    /// <summary>Refuses more points than the limit, or more data than the limit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the number is stated.</param>
    /// <param name="points">Points or vertices promised.</param>
    /// <param name="columns">Floats per point that will be allocated.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="FormatException3D">There are too many; the message names the limit.</exception>
    public static void CheckPoints(string path, long offset, long points, long columns, FormatLimits limits)
    {
        if (points < 0)
            throw new FormatException3D(path, offset, $"the file promises {points} points");
        if (points > limits.MaxPoints)
            throw new FormatException3D(path, offset,
                $"the file promises {points} points, the limit is {limits.MaxPoints}",
                "raise MaxPoints or thin the cloud") { Reason = RejectReason.LimitExceeded };
        if (points * columns * sizeof(float) > limits.MaxDecodedBytes)
            throw new FormatException3D(path, offset,
                $"{points} points of {columns} columns exceed {limits.MaxDecodedBytes} bytes",
                "raise MaxDecodedBytes") { Reason = RejectReason.LimitExceeded };
        // The coordinates of a cloud are one array of three columns and their padding.
        if (points > (Array.MaxLength - 64) / 3)
            throw new FormatException3D(path, offset, $"{points} points exceed what one cloud can hold",
                "split the cloud") { Reason = RejectReason.LimitExceeded };
    }

    /// <summary>Refuses text too short for what it promises: each number takes a digit and a separator.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the number is stated; -1 when that is not known.</param>
    /// <param name="numbers">Numbers promised.</param>
    /// <param name="bytes">Bytes of text that are left.</param>
    /// <exception cref="FormatException3D">It is too short.</exception>
    public static void CheckText(string path, long offset, long numbers, long bytes)
    {
        if (numbers * 2 > bytes + 1)
            throw new FormatException3D(path, offset, $"the header promises {numbers} numbers, {bytes} bytes follow",
                "the file is cut off: copy or export it again");
    }
}
