using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Core.Runs;

/// <summary>What a run tells its logger (<see cref="RunContext.Log"/>), each kind under an id of its own that does not
/// change. Everything here stands in the run's folder besides, but for what is told at debug level.</summary>
public static partial class RunLog
{
    /// <summary>Information: a run begins. Fields: Folder, Blocks.</summary>
    public const int StartedId = 1;

    /// <summary>Information: a run has ended. Fields: Folder, Status, Read, Completed, Dead, Filtered, Resumed,
    /// Seconds.</summary>
    public const int EndedId = 2;

    /// <summary>Information: something a user should know that is no error. Fields: Block and Item, <c>-</c>
    /// where it is about none, and Remark.</summary>
    public const int RemarkId = 3;

    /// <summary>Warning: a block could not use an item, for a reason that it foresaw. Fields: Item, Block, Reason,
    /// Detail.</summary>
    public const int RejectedId = 4;

    /// <summary>Error: a block failed on an item in a way that it did not foresee. Fields: Item, Block, Reason, Detail,
    /// Stack.</summary>
    public const int BlockFailedId = 5;

    /// <summary>Error: something other than an item failed, so that the run does. Field: Failure.</summary>
    public const int FailureId = 6;

    /// <summary>Debug: what long work is at. Fields: Block, <c>-</c> where none says so, and Status, empty
    /// when it is done.</summary>
    public const int StatusId = 7;

    /// <summary>Debug: an item has ended. Fields: Item, Outcome.</summary>
    public const int ItemEndedId = 8;

    /// <summary>Tells that a run begins.</summary>
    [LoggerMessage(StartedId, LogLevel.Information, "Run of {Blocks} blocks begins in {Folder}.")]
    public static partial void Started(ILogger log, string folder, int blocks);

    /// <summary>Tells how a run ended.</summary>
    [LoggerMessage(EndedId, LogLevel.Information, "Run in {Folder} {Status}: {Read} read = {Completed} completed + "
        + "{Dead} unusable + {Filtered} filtered, {Resumed} resumed, in {Seconds} s.")]
    public static partial void Ended(ILogger log, string folder, string status, long read, long completed, long dead,
        long filtered, long resumed, double seconds);

    /// <summary>Tells of a dead letter: a warning when its block foresaw the reason, an error when it did
    /// not.</summary>
    public static void Rejected(ILogger log, DeadLetter letter)
    {
        bool isForeseen = letter.Reason != RejectReason.BlockFailed;
        if (!log.IsEnabled(isForeseen ? LogLevel.Warning : LogLevel.Error))
            return;
        string reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(letter.Reason.ToString());
        if (isForeseen)
            Rejected(log, letter.Item, letter.Block, reason, letter.Message);
        else
            BlockFailed(log, letter.Item, letter.Block, reason, letter.Message, letter.Stack);
    }

    /// <summary>Tells why a run fails.</summary>
    [LoggerMessage(FailureId, LogLevel.Error, "{Failure}")]
    public static partial void Failure(ILogger log, string failure);

    /// <summary>Tells how an item ended. Told of every item, so ask first whether the debug level is on: then nothing
    /// is allocated when it is off.</summary>
    [LoggerMessage(ItemEndedId, LogLevel.Debug, "{Item} ended: {Outcome}.")]
    public static partial void ItemEnded(ILogger log, ItemId item, Enum outcome);

    [LoggerMessage(RemarkId, LogLevel.Information, "Remark of {Block} on {Item}: {Remark}")]
    internal static partial void Remark(ILogger log, string remark, string block, string item);

    [LoggerMessage(StatusId, LogLevel.Debug, "{Block} is at: {Status}")]
    internal static partial void Status(ILogger log, string block, string status);

    [LoggerMessage(RejectedId, LogLevel.Warning, "{Item} unusable in {Block} as {Reason}: {Detail}")]
    private static partial void Rejected(ILogger log, ItemId item, string block, string reason, string detail);

    [LoggerMessage(BlockFailedId, LogLevel.Error, "{Block} failed on {Item} ({Reason}): {Detail} {Stack}")]
    private static partial void BlockFailed(ILogger log, ItemId item, string block, string reason, string detail,
        string stack);
}
