using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Intake;
using Pipeline3D.Ingestion.Telemetry;

namespace Pipeline3D.Ingestion.Http;

/// <summary><c>POST /scans</c>: takes a scan in and answers with its verdict.</summary>
/// <remarks>A place is taken before the body is read, so that a flood costs nothing. What is accepted lies on disk
/// before the run hears of it, and is scored even when its sender hangs up.</remarks>
internal sealed class ScanEndpoint(ScanIntake intake, IntakeOptions options, IScanFormats formats, Spool spool)
{
    private const int LongestName = 80;

    public async Task HandleAsync(HttpContext http)
    {
        using Activity? span = IntakeTelemetry.StartPost(http.Request);
        try
        {
            (string category, string name, MapFormat map) = Read(http.Request.Query);
            SpooledScan scan = await TakeInAsync(http, category, name).ConfigureAwait(false);
            span.NameItem(scan.Id.Path);
            ScanAnswer answer = await Accept(scan, map, span).WaitAsync(http.RequestAborted).ConfigureAwait(false);
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
        if (!intake.IsOpen)
            throw new UploadException(503, intake.IsDraining ? "draining" : "starting", intake.IsDraining
                ? "the service is being ended" : "the service is loading its models");
        if (!intake.TryReserve())
            throw new UploadException(429, "busy", $"{options.MaxWaiting} scans are waiting already; try again");
        string unique = intake.NewName();
        string? begun = null;
        try
        {
            begun = spool.Begin(unique);
            var upload = new ScanUpload(begun, options.MaxBody, formats);
            await upload.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
            return spool.Commit(begun, new SpoolNote(category, name.Length == 0 ? unique : $"{unique}_{name}",
                name.Length == 0 ? "the body" : name, upload.Cloud, upload.Colour, upload.Truth));
        }
        catch
        {
            if (begun is not null && Directory.Exists(begun))
                Directory.Delete(begun, recursive: true);
            intake.Release();
            throw;
        }
    }

    /// <summary>Puts in what an earlier process accepted and did not answer; nobody waits for it any more, so its
    /// verdict stands in the run's files only.</summary>
    public async Task RecoverAsync(Action<string> damaged)
    {
        try
        {
            await intake.Begun.WaitAsync(intake.Draining).ConfigureAwait(false);
            foreach (SpooledScan scan in spool.Recover(damaged))
            {
                while (!intake.TryReserve())
                    await Task.Delay(TimeSpan.FromMilliseconds(100), intake.Time, intake.Draining)
                        .ConfigureAwait(false);
                _ = intake.Accept(scan.ToArrival(), MapFormat.None, "spool", answer =>
                {
                    if (answer.Kind != AnswerKind.Stopped)
                        scan.Delete();
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
        scan.Delete();
        return Task.CompletedTask;
    });

    private (string Category, string Name, MapFormat Map) Read(IQueryCollection query)
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
        return (category.Length == 0 ? options.Category : category, Name(query, "name"), map);
    }

    private static string Name(IQueryCollection query, string key)
    {
        string value = (string?)query[key] ?? "";
        return value.Length <= LongestName && value.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ')
            ? value : throw new UploadException(400, "bad_request",
                $"{key} may have {LongestName} letters, digits, spaces, and - _ .");
    }

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
}
