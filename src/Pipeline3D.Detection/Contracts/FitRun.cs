using Pipeline3D.Detection.Training;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Detection.Contracts;

/// <summary>What a fit has at hand when it makes its model; everything may be left out.</summary>
public class FitRun
{
    /// <summary>Most threads to use; 0 = one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Fingerprint of the scans; may be empty.</summary>
    public string TrainingHash { get; init; } = "";

    /// <summary>Name of the group for people: the category.</summary>
    public string Group { get; init; } = "";

    /// <summary>File in which a long training keeps its state, whole or not there; null when nothing is kept. One that
    /// is there is of an earlier attempt of this run: a training that finds its own identity in it goes on from it, and
    /// the model is byte-equal to one that was never interrupted.</summary>
    public virtual string? CheckpointPath => null;

    /// <summary>Cancelled when the run shall end soon: a training that keeps its state ends with a <see
    /// cref="FitPausedException"/>, all others go on.</summary>
    public virtual CancellationToken Drain => CancellationToken.None;

    /// <summary>Runs work on the run's device, or on the cores when it has none or its memory is too small.</summary>
    /// <param name="what">What is computed, for the remark that the cores took over.</param>
    /// <param name="work">The work; null stands for the cores.</param>
    public virtual T Compute<T>(string what, Func<DeviceScope?, T> work) => work(null);

    /// <summary>Called after every epoch of a training, and for those of the checkpoint that it goes on from.</summary>
    public virtual void Watch(TrainingEpoch epoch)
    {
    }

    /// <summary>Adds a fact to the run's manifest.</summary>
    public virtual void Fact(string name, string value)
    {
    }

    /// <summary>Tells the user something that is no error.</summary>
    public virtual void Remark(string text)
    {
    }
}
