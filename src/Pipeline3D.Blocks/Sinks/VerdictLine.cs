using System.Text.Encodings.Web;
using System.Text.Json;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>A scan's verdict as one JSON object: the same bytes in a batch's file and in a service's answer, but for
/// the item's name.</summary>
internal static class VerdictLine
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object in UTF-8, without a line end.</summary>
    public static ReadOnlyMemory<byte> Of(ScoredScan scan, BlockContext context)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json))
        {
            json.WriteStartObject();
            json.WriteString("item", context.Item.Path);
            json.WriteNumber("score", scan.Score);
            if (scan.Calibration is { } calibration)
            {
                json.WriteNumber("threshold", calibration.Threshold);
                json.WriteNumber("threshold_low", calibration.Low);
                json.WriteNumber("threshold_high", calibration.High);
                json.WriteNumber("false_reject_rate", calibration.FalseRejectRate);
                json.WriteBoolean("is_close", calibration.IsClose(scan.Score));
            }
            json.WriteString("verdict", scan.IsRejected switch { true => "reject", false => "accept",
                null => "undecided" });
            if (scan.Scan.IsAnomalous is { } isAnomalous)
                json.WriteBoolean("is_anomalous", isAnomalous);
            if (scan.Scores.Length > 0)
            {
                int peak = scan.Scores.AsSpan().IndexOf(scan.Scores.Max());
                json.WriteNumber("peak_index", peak);
                json.WriteNumber("peak_score", scan.Scores[peak]);
            }
            // Coordinates of the scan beside the verdict, as of its evidence, count from there.
            if (CloudSample.OffsetOf(scan.Scan) is { } offset)
            {
                json.WriteStartArray("offset");
                foreach (double axis in offset)
                    json.WriteNumberValue(axis);
                json.WriteEndArray();
            }
            if (scan.Scan.Fallback is { } fallback)
            {
                json.WriteStartObject("fallback");
                if (fallback.IsThinned)
                {
                    json.WriteNumber("points", fallback.Points);
                    json.WriteNumber("of_points", fallback.OfPoints);
                }
                if (fallback.Views > 0)
                {
                    json.WriteNumber("views", fallback.Views);
                    json.WriteNumber("of_views", fallback.OfViews);
                }
                json.WriteEndObject();
            }
            if (TimeLeftOf(scan, context) is { } left)
            {
                json.WriteBoolean("late", left < TimeSpan.Zero);
                if (left < TimeSpan.Zero)
                    json.WriteNumber("late_by_seconds", Math.Round(-left.TotalSeconds, 3));
            }
            json.WriteEndObject();
        }
        return new ReadOnlyMemory<byte>(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Time that was left when the verdict was reached; where no block decided, that is now.</summary>
    public static TimeSpan? TimeLeftOf(ScoredScan scan, BlockContext context) => scan.TimeLeft ?? context.TimeLeft;
}
