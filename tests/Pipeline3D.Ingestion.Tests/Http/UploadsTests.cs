using Pipeline3D.Core.Live;
using Pipeline3D.Ingestion.Http;
using Pipeline3D.Testing.Time;

namespace Pipeline3D.Ingestion.Tests.Http;

public sealed class UploadsTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Begin_OneTooMany_TheSlowestGivesWay()
    {
        var uploads = new Uploads(new IntakeOptions { MaxUploads = 3 }, _time);
        using Uploads.Upload fast = uploads.Begin(), slow = uploads.Begin(), middle = uploads.Begin();
        _time.Advance(TimeSpan.FromSeconds(10));
        fast.Count(1_000_000);
        slow.Count(1000);
        middle.Count(50_000);
        using Uploads.Upload next = uploads.Begin();

        Assert.True(slow.Stop.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)));
        Assert.Equal((408, "too_slow"), (slow.Reason!.Status, slow.Reason.Reason));
        Assert.All([fast, middle, next], upload => Assert.Null(upload.Reason));
    }

    [Fact]
    public void Begin_OneTooManyOfNewOnes_IsBusyUntilOneHasEnded()
    {
        var uploads = new Uploads(new IntakeOptions { MaxUploads = 1 }, _time);
        using (uploads.Begin())
            Assert.Equal(429, Assert.Throws<UploadException>(() => uploads.Begin()).Status);
        uploads.Begin().Dispose();
    }

    [Fact]
    public void Stop_AfterTheTimeout_SaysHowLongItMayTake()
    {
        var uploads = new Uploads(new IntakeOptions { BodyTimeout = TimeSpan.FromSeconds(30) }, _time);
        using Uploads.Upload body = uploads.Begin();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(body.Stop.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(body.Stop.IsCancellationRequested);
        Assert.Contains("30 seconds", body.Reason!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_WhenTheSenderHangsUp_IsNoReasonOfOurs()
    {
        using var gone = new CancellationTokenSource();
        var uploads = new Uploads(new IntakeOptions(), _time);
        using Uploads.Upload body = uploads.Begin(gone.Token);
        gone.Cancel();
        Assert.True(body.Stop.IsCancellationRequested);
        Assert.Null(body.Reason);
    }
}
