using Pipeline3D.Detection.M3dm;
using Pipeline3D.Detection.PointMae;
using Pipeline3D.Detection.Training;

namespace Pipeline3D.Cli.Net;

/// <summary>Learning rates over whole trainings.</summary>
[NetGroup("schedules", Summary = "Learning rates of Point-MAE, M3DM's fusion and RegAD.")]
internal sealed class SchedulesNet : NetGroup
{
    private const string PointMae = "pointmae_epoch_lr", M3dm = "m3dm_iter_lr", RegAd = "regad_epoch_lr";
    private const double PointMaeHighest = 1e-3, RegAdHighest = 1e-4;
    private const int PointMaeWarmUp = 10;

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new(PointMae, "output [epochs + 1]: of epochs from 0, as the authors run them"),
        new(M3dm, "output [3 steps]: of the steps of three epochs, the first of which is the warm-up"),
        new(RegAd, "output [epochs]: of epochs from 1"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("note");
        Write(PointMae, (epoch, count) => PointMaeRate.Of(epoch, PointMaeHighest, PointMaeWarmUp, count - 1));
        var fusion = new M3dmOptions();
        Write(M3dm, (step, count) => FusionTask.RateAt(fusion, (double)step * fusion.Epochs / count));
        Write(RegAd, (epoch, count) => RegAdHighest * HalfCosine.At((epoch + 1.0) / count));

        void Write(string key, Func<int, int, double> rate)
        {
            if (task.Wants(key) && task.Output(key).Shape is [int count])
                task.Write(key, [.. Enumerable.Range(0, count).Select(place => (float)rate(place, count))], count);
        }
    }
}
