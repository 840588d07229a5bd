using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>Breaks every rule of methods.</summary>
[Method("bad", Title = "Bad")]
public sealed class BadMethod : IMethod<BadOptions, BadSample, BadModel>
{
    private int _calls;

    public ISampleCodec<BadSample> Samples { get; } = new Codec();

    public BadSample Prepare(Scan scan, BadOptions options, MethodContext context)
        => scan.Cloud.Z[0] is not > 0.2f ? throw new InvalidDataException("nothing there")
            : new BadSample((float)options.Factor * scan.Cloud.Z[0]);

    public IFit<BadSample, BadModel> Begin(BadOptions options) => new Fit(options);

    public Scores Score(BadModel model, Scan scan, BadSample sample, BadOptions options, MethodContext context)
        => new(++_calls % 2 == 0 ? context.Threads : -_calls, new float[scan.Cloud.Count]);

    public void Save(BadModel model, ArtifactWriter file) => file.Add("value", new[] { model.Value });

    // What was saved does not matter to it.
    public BadModel Load(ArtifactReader file, BadOptions options) => new(Random.Shared.NextSingle());

    private sealed class Fit(BadOptions options) : IFit<BadSample, BadModel>
    {
        public void Add(BadSample sample, Role role, MethodContext context)
        {
        }

        // The same for any seed, and another one at each number of threads or whenever there is a checkpoint.
        public BadModel Complete(IReadOnlyList<KeptSample<BadSample>> samples, FitRun run, CancellationToken stop)
            => new(run.Threads + (run.CheckpointPath is null ? 0 : 7) + (options.Group == FitGroup.All ? 1 : 0));

        public void Dispose()
        {
        }
    }

    private sealed class Codec : ISampleCodec<BadSample>
    {
        public long SizeOf(BadSample sample) => 4;

        public void Write(BadSample sample, BinaryWriter file) => file.Write(sample.Value);

        public BadSample Read(BinaryReader file) => new(file.ReadSingle() + 1);
    }
}

public sealed record BadOptions : MethodOptions
{
    public double Factor { get; init; } = 2;

    public override void Validate(Problems problems) => problems.RequireRange(Factor, 0, 10, nameof(Factor));
}

public sealed record BadSample(float Value);

public sealed record BadModel(float Value);
