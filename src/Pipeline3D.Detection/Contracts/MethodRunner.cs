using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.Contracts;

/// <summary>A method without its type parameters: what blocks, model files and conformance tests call.</summary>
public abstract class MethodRunner
{
    private protected MethodRunner(MethodType type) => Type = type;

    /// <summary>The method.</summary>
    public MethodType Type { get; }

    /// <summary>The method's own preparation as a step of a recipe: <c>prepare.ID</c> with the options that decide
    /// it.</summary>
    public RecipeStep StepOf(MethodOptions options) => new($"prepare.{Type.Id}", Type.Declared.Version,
        OptionRecord.Write(options, property => property.IsDefined(typeof(PreparationAttribute), true)));

    /// <summary>What scans must bring.</summary>
    public abstract ScanNeeds Needs(MethodOptions options);

    /// <summary>Whether a fit learns from labelled scans, anomalous ones among them.</summary>
    public abstract bool LearnsFromLabelled(MethodOptions options);

    /// <summary>Fails when something that a fit needs is not there; called before anything runs.</summary>
    public abstract void Check(MethodOptions options);

    /// <summary>Fails when something that the preparation of scans needs is not there.</summary>
    public abstract void CheckPreparation(MethodOptions options);

    /// <summary>Fails when something that scoring with a saved model needs is not there.</summary>
    public virtual void CheckScoring(MethodOptions options)
    {
    }

    /// <summary>Makes the sample of a scan, whose needs are checked first.</summary>
    /// <exception cref="ItemRejectedException">The scan cannot be used.</exception>
    public abstract object Prepare(Scan scan, MethodOptions options, MethodContext context);

    /// <summary>What the files hold that the options name; empty when none matters.</summary>
    public abstract string FilesKey(MethodOptions options);

    /// <summary>Memory that a sample takes beside its scan, in bytes.</summary>
    public abstract long SizeOf(object sample);

    /// <summary>About how many bytes a sample of a scan of at most so many points takes, told before any scan is
    /// read.</summary>
    public abstract long SampleBytes(MethodOptions options, long points);

    /// <summary>Writes a sample.</summary>
    public abstract void WriteSample(object sample, BinaryWriter file);

    /// <summary>Reads a sample back.</summary>
    public abstract object ReadSample(BinaryReader file);

    /// <summary>Begins a fit.</summary>
    /// <param name="options">The options in force; the seed is set.</param>
    /// <param name="folder">Where samples go that memory does not hold; null for the folder of temporary files.</param>
    public abstract MethodFit Begin(MethodOptions options, string? folder = null);

    /// <summary>Learns a model of some scans, without a graph.</summary>
    /// <param name="options">The options; a seed that they leave out is 0.</param>
    /// <param name="scans">The scans in their order; prepared one after the other.</param>
    /// <param name="run">Threads, device, checkpoint and watchers; null for none of them.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="ItemRejectedException">A scan cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The scans do not suffice for a model.</exception>
    public TrainedModel Learn(MethodOptions options, IEnumerable<(Scan Scan, Role Role)> scans, FitRun? run = null,
        CancellationToken stop = default)
    {
        run ??= new FitRun();
        MethodOptions inForce = options with { Seed = options.Seed ?? 0 };
        Check(inForce);
        CheckPreparation(inForce);
        using MethodFit fit = Begin(inForce);
        int count = 0;
        string category = "";
        foreach ((Scan scan, Role role) in scans)
        {
            var context = new MethodContext
            {
                Item = scan.Id, Threads = run.Threads, Seed = inForce.Seed!.Value, Stop = stop,
            };
            fit.Add(Prepare(scan, inForce, context), role, long.MaxValue, context);
            (count, category) = (count + 1, scan.Id.Category);
        }
        return TrainedModel.Of(this, inForce, fit.Complete(run, stop), category, new Recipe([StepOf(inForce)]),
            run.TrainingHash, count);
    }

    /// <summary>Scores a scan.</summary>
    /// <exception cref="ItemRejectedException">The scan cannot be scored: a score is no finite number.</exception>
    /// <exception cref="NotSupportedException">The method does not score.</exception>
    public virtual Scores Score(object model, Scan scan, object sample, MethodOptions options, MethodContext context)
        => throw new NotSupportedException($"{Type.Id} learns, but does not score");

    /// <summary>Writes a model's tensors.</summary>
    public abstract void Save(object model, ArtifactWriter file);

    /// <summary>Reads a model's tensors.</summary>
    /// <exception cref="ModelFormatException">They do not fit the options.</exception>
    public abstract object Load(ArtifactReader file, MethodOptions options);
}

/// <summary>A fit without its type parameters.</summary>
public abstract class MethodFit : IDisposable
{
    private protected MethodFit()
    {
    }

    /// <summary>Bytes that the fit keeps in memory, those of the samples that it reads again included.</summary>
    public abstract long HeldBytes { get; }

    /// <summary>Takes one sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="room">Bytes that may still be kept in memory; what is more goes to the store's file.</param>
    /// <param name="context">The scan.</param>
    /// <exception cref="ArgumentException">It does not go with those before it.</exception>
    public abstract void Add(object sample, Role role, long room, MethodContext context);

    /// <summary>Makes the model.</summary>
    /// <param name="run">Threads, device, checkpoint and watchers.</param>
    /// <param name="stop">Ends the work.</param>
    public abstract object Complete(FitRun run, CancellationToken stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up files and memory.</summary>
    protected abstract void Dispose(bool disposing);
}
