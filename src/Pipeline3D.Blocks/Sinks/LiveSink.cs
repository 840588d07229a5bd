using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Hands each verdict to the service: to the sender who waits for it, and to the live page.</summary>
/// <remarks>Heat maps are shown from 0 to 1.5 times the threshold, so that one colour means the same on every part;
/// without a threshold from the scan's lowest to its highest score. Works under <c>pipeline3d serve</c> only;
/// elsewhere it does nothing.</remarks>
[Block("sink.live", Summary = "Answer senders and show verdicts on the live page.")]
public sealed class LiveSink(LiveSinkOptions options) : SinkBlock3D<ScoredScan>(options)
{
    private const float ShownThresholds = 1.5f;

    private readonly Dictionary<Calibration, AcceptedScores?> _accepted = [];

    /// <inheritdoc/>
    public override ValueTask ConsumeAsync(ScoredScan input, BlockContext context)
    {
        FiniteScores.RequireFinite(input, context);
        if (context.Run.Live is not { } live)
            return ValueTask.CompletedTask;
        float low = input.Scores.Length > 0 ? input.Scores.Min() : 0;
        float high = input.Scores.Length > 0 ? input.Scores.Max() : 0;
        var report = new ScanReport(context.Item, VerdictLine.Of(input, context), input.Score)
        {
            IsRejected = input.IsRejected,
            Threshold = input.Threshold,
            Accepted = AcceptedOf(input.Calibration),
            Fallback = input.Scan.Fallback,
            TimeLeft = VerdictLine.TimeLeftOf(input, context),
            Map = MapOf(input, live.MapWanted(context.Item), low, high),
        };
        live.Report(options.Points == 0 ? report : WithCloud(report, input, low, high));
        return ValueTask.CompletedTask;
    }

    // Solved once per category: it takes milliseconds.
    private AcceptedScores? AcceptedOf(Calibration? calibration)
    {
        if (calibration is null)
            return null;
        if (!_accepted.TryGetValue(calibration, out AcceptedScores? accepted))
            _accepted[calibration] = accepted = calibration.Accepted;
        return accepted;
    }

    private ScanReport WithCloud(ScanReport report, ScoredScan input, float low, float high)
    {
        if (input.Threshold is > 0 and var threshold)
            (low, high) = (0, ShownThresholds * threshold);
        Scan scan = input.Scan;
        var sample = new CloudSample(input, options.Points);
        using var cloud = new MemoryStream();
        sample.Write(cloud, low, high);
        return report with
        {
            Cloud = cloud.ToArray(),
            HasTruth = scan.Truth is not null,
            HasColour = scan.Rgb is not null,
            Evidence = new ScanEvidence
            {
                Item = report.Item,
                Score = input.Score,
                Threshold = input.Threshold,
                IsAnomalous = scan.IsAnomalous,
                Unit = scan.Unit switch { LengthUnit.Metre => "m", LengthUnit.Millimetre => "mm", _ => "" },
                Width = scan.Grid?.Width ?? 0,
                Height = scan.Grid?.Height ?? 0,
                ScoreLow = low,
                ScoreHigh = high,
                CloudPoints = sample.Count,
                CloudOffset = CloudSample.OffsetOf(scan),
                Remarks = scan.Remarks,
            },
        };
    }

    private static ReadOnlyMemory<byte> MapOf(ScoredScan input, MapFormat format, float low, float high)
    {
        (int width, int height) = input.Scan.Grid is { } grid ? (grid.Width, grid.Height) : (input.Scores.Length, 1);
        if (format == MapFormat.Npy)
            return input.Scan.Grid is null ? NpyWriter.ToBytes<float>(input.Scores, width)
                : NpyWriter.ToBytes<float>(input.Scores, height, width);
        if (format == MapFormat.None || input.Scores.Length == 0)
            return ReadOnlyMemory<byte>.Empty;
        using var image = new MemoryStream();
        PngWriter.Encode(image, width, height, 1, (ReadOnlySpan<byte>)Brightness.Of(input.Scores, low, high));
        return image.ToArray();
    }
}
