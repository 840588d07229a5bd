using Microsoft.Extensions.Logging;
using Pipeline3D.Engine.Runs;
using Pipeline3D.Ingestion.Intake;

namespace Pipeline3D.Hosting.Serving;

/// <summary>One line of the log per answered scan.</summary>
/// <param name="log">The log.</param>
/// <param name="areLettersTold">Whether the run itself logs its dead letters, so that they are not to be told
/// twice.</param>
internal sealed partial class ServiceLog(ILogger log, bool areLettersTold)
{
    public void Answered(ScanAnswer answer)
    {
        string item = answer.Item.Path;
        if (answer is { Kind: AnswerKind.Scored, Report: { } report })
            LogScored(log, item, report.Score, report.IsRejected switch { true => "reject", false => "accept",
                null => "undecided" });
        else if (answer.Letter is { } letter && !areLettersTold)
            LogRejected(log, item, letter.Block, DeadLetterLog.Word(letter.Reason), letter.Message);
        else if (answer.Letter is null)
            LogEnded(log, item, answer.Kind);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scan {Item}: {Verdict}, score {Score}.")]
    private static partial void LogScored(ILogger log, string item, double score, string verdict);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scan {Item} unusable in {Block} as {Reason}: {Detail}")]
    private static partial void LogRejected(ILogger log, string item, string block, string reason, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Scan {Item} ended: {Kind}.")]
    private static partial void LogEnded(ILogger log, string item, AnswerKind kind);
}
