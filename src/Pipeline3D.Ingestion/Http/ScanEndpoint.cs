using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Telemetry;

namespace Pipeline3D.Ingestion.Http;

/// <summary><c>POST /scans</c>: takes a scan in and answers with its verdict.</summary>
/// <remarks>A place is taken when the body is there, so that slow senders hold none; while there is none, nothing of a
/// body is read, so that a flood costs nothing. What is accepted lies on disk before the run hears of it, and is scored
/// even when its sender hangs up.</remarks>
internal sealed partial class ScanEndpoint(ScanIntake intake, IntakeOptions options, IScanFormats formats, Spool spool,
    ILogger log)
{
    private const int LongestName = 80, ZeroWidthNonJoiner = 0x200C, ZeroWidthJoiner = 0x200D;

    private readonly Uploads _uploads = new(options, intake.Time);

    public async Task HandleAsync(HttpContext http)
    {
        using Activity? span = IntakeTelemetry.StartPost(http.Request);
        try
        {
            (string category, string name, MapFormat map) = Read(http.Request.Query);
            SpooledScan scan = await TakeInAsync(http, category, name).ConfigureAwait(false);
            span.NameItem(scan.Id.Path);
            ScanAnswer answer = await Accept(scan, map, span).WaitAsync(http.RequestAborted).ConfigureAwait(false);
            http.Features.Get<ClientConnections.Client>()?.Answer();
            await WriteAsync(http, StatusOf(answer), AnswerJson.Of(answer, map)).ConfigureAwait(false);
        }
        catch (UploadException cause)
        {
            await RefuseAsync(http, cause.Status, cause.Reason, cause.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException cause)
        {
            await RefuseAsync(http, cause.StatusCode, cause.StatusCode == 413 ? "too_large" : "bad_request",
                cause.Message).ConfigureAwait(false);
        }
        catch (Exception cause) when (http.RequestAborted.IsCancellationRequested
            && cause is OperationCanceledException or IOException)
        {
            // The sender is gone: nobody to answer. What was accepted goes on.
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await RefuseAsync(http, 507, "spool_failed", $"the scan could not be kept: {cause.Message}")
                .ConfigureAwait(false);
        }
        finally
        {
            span.End(http.Response.StatusCode);
        }
    }

    // Returns with a place reserved and the scan whole on disk, or throws with neither.
    private async Task<SpooledScan> TakeInAsync(HttpContext http, string category, string name)
    {
        if (http.Request.ContentLength > options.MaxBody)
            throw new UploadException(413, "too_large", $"the body has {http.Request.ContentLength} bytes, "
                + $"{options.MaxBody} are accepted; send fewer points or raise max_body");
        RequireOpen();
        category = intake.CategoryOf(category, options.Category);
        if (category.Length == 0 && intake.Categories.Count > 1)
            throw new UploadException(400, "no_category", "name the category by ?category=, one of "
                + string.Join(", ", intake.Categories));
        if (intake.IsFull)
            throw Busy();
        string unique = intake.NewName();
        string? begun = null;
        bool isReserved = false;
        try
        {
            begun = spool.Begin(unique);
            ScanUpload upload = await ReadAsync(http, begun).ConfigureAwait(false);
            RequireOpen();
            isReserved = intake.TryReserve();
            return !isReserved ? throw (intake.IsOpen ? Busy() : Ending())
                : spool.Commit(begun, new SpoolNote(category, name.Length == 0 ? unique : $"{unique}_{name}",
                    name.Length == 0 ? "the body" : name, upload.Cloud, upload.Colour, upload.Truth));
        }
        catch
        {
            if (isReserved)
                intake.Release();
            if (begun is not null && Directory.Exists(begun))
                Directory.Delete(begun, recursive: true);
            throw;
        }
    }

    private async Task<ScanUpload> ReadAsync(HttpContext http, string begun)
    {
        using Uploads.Upload body = _uploads.Begin(http.RequestAborted, intake.Draining);
        try
        {
            var upload = new ScanUpload(begun, options.MaxBody, formats, body.Count);
            await upload.ReadAsync(http.Request, body.Stop).ConfigureAwait(false);
            return upload;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw body.Reason ?? Ending();
        }
    }

    private void RequireOpen()
    {
        if (!intake.IsOpen)
            throw intake.IsDraining ? Ending()
                : new UploadException(503, "starting", "the service is loading its models");
    }

    private UploadException Busy()
        => new(429, "busy", $"{options.MaxWaiting} scans are waiting already; try again");

    private static UploadException Ending() => new(503, "draining", "the service is being ended");

    /// <summary>Puts in what an earlier process accepted and did not answer; nobody waits for it any more, so its
    /// verdict stands in the run's files only. What has one already is not scored again.</summary>
    public async Task RecoverAsync()
    {
        try
        {
            await intake.Begun.WaitAsync(intake.Draining).ConfigureAwait(false);
            IReadOnlyList<SpooledScan> left = spool.Recover(text => LogDamaged(log, text));
            IReadOnlyDictionary<string, ScanAnswer> before = intake.AnsweredBefore(left);
            foreach (SpooledScan scan in left)
            {
                if (before.ContainsKey(scan.Id.Path))
                {
                    Delete(scan);
                    continue;
                }
                while (!intake.TryReserve())
                    await Task.Delay(TimeSpan.FromMilliseconds(100), intake.Time, intake.Draining)
                        .ConfigureAwait(false);
                _ = intake.Accept(scan.ToArrival(), MapFormat.None, "spool", answer =>
                {
                    if (answer.Kind != AnswerKind.Stopped)
                        Delete(scan);
                    return Task.CompletedTask;
                });
            }
        }
        catch (OperationCanceledException) when (intake.IsDraining)
        {
            // The rest stays for the next start.
        }
    }

    private Task<ScanAnswer> Accept(SpooledScan scan, MapFormat map, Activity? span)
        => intake.Accept(scan.ToArrival(intake.Time.GetTimestamp()) with { Trace = span?.Context ?? default }, map,
            "http", _ =>
    {
        Delete(scan);
        return Task.CompletedTask;
    });

    // The sender gets the answer whatever becomes of the files; the next start finds its verdict and removes them.
    private void Delete(SpooledScan scan)
    {
        try
        {
            scan.Delete();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            LogKept(log, scan.Folder, cause.Message);
        }
    }

    private static (string Category, string Name, MapFormat Map) Read(IQueryCollection query)
    {
        foreach (string key in query.Keys)
            if (key is not ("category" or "name" or "map"))
                throw new UploadException(400, "bad_request", "the address may carry category, name and map, and "
                    + "nothing else");
        string category = Name(query, "category");
        MapFormat map = (string?)query["map"] switch
        {
            null or "" or "none" => MapFormat.None,
            "npy" => MapFormat.Npy,
            "png" => MapFormat.Png,
            _ => throw new UploadException(400, "bad_request", "map is neither npy, png nor none"),
        };
        return (category, Name(query, "name"), map);
    }

    private static string Name(IQueryCollection query, string key)
    {
        string value = (string?)query[key] ?? "";
        return value.EnumerateRunes().Count() <= LongestName && value.EnumerateRunes().All(MayStand) ? value
            : throw new UploadException(400, "bad_request", $"{key} may have {LongestName} letters with their marks, "
                + "digits, spaces, and - _ .");
    }

    // By runes, as letters may need two chars; with marks, as those of many scripts are several runes.
    private static bool MayStand(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' or ' '
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark
        || rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner;

    private static int StatusOf(ScanAnswer answer) => answer.Kind switch
    {
        AnswerKind.Rejected => StatusCodes.Status422UnprocessableEntity,
        AnswerKind.Stopped => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status200OK,
    };

    private async Task RefuseAsync(HttpContext http, int status, string reason, string message)
    {
        intake.Meter.Refused(status);
        if (status is 429 or 503)
            http.Response.Headers.RetryAfter = intake.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        // The body was not read: reading it only to throw it away would be the work that is refused here.
        http.Response.Headers.Connection = "close";
        await WriteAsync(http, status, AnswerJson.Error(reason, message)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext http, int status, byte[] json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left over: {Text}")]
    private static partial void LogDamaged(ILogger log, string text);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Answered, but its files in {Folder} could not be removed: {Cause}")]
    private static partial void LogKept(ILogger log, string folder, string cause);
}
