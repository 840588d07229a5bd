using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;

namespace Pipeline3D.Detection.Contracts;

/// <summary>Runs what only learns.</summary>
internal class LearnerRunner<TOptions, TSample, TModel>(MethodType type,
    ILearner<TOptions, TSample, TModel> method) : MethodRunner(type)
    where TOptions : MethodOptions, new() where TSample : class where TModel : class
{
    public override ScanNeeds Needs(MethodOptions options) => method.Needs((TOptions)options);

    public override bool LearnsFromLabelled(MethodOptions options) => method.LearnsFromLabelled((TOptions)options);

    public override void Check(MethodOptions options) => method.Check((TOptions)options);

    public override void CheckPreparation(MethodOptions options) => method.CheckPreparation((TOptions)options);

    public override object Prepare(Scan scan, MethodOptions options, MethodContext context)
    {
        ScanRules.Require(scan, Needs(options), context);
        return method.Prepare(scan, (TOptions)options, context);
    }

    public override string FilesKey(MethodOptions options) => method.FilesKey((TOptions)options);

    public override long SizeOf(object sample) => method.Samples.SizeOf((TSample)sample);

    public override long SampleBytes(MethodOptions options, long points)
        => method.SampleBytes((TOptions)options, points);

    public override void WriteSample(object sample, BinaryWriter file) => method.Samples.Write((TSample)sample, file);

    public override object ReadSample(BinaryReader file) => method.Samples.Read(file);

    public override MethodFit Begin(MethodOptions options, string? folder)
        => new Fit(method.Begin((TOptions)options), method.Samples, folder);

    public override void Save(object model, ArtifactWriter file) => method.Save((TModel)model, file);

    public override object Load(ArtifactReader file, MethodOptions options) => method.Load(file, (TOptions)options);

    private sealed class Fit(IFit<TSample, TModel> fit, ISampleCodec<TSample> samples, string? folder) : MethodFit
    {
        private readonly SampleStore<TSample>? _store = fit.ReadsAgain ? new SampleStore<TSample>(samples, folder)
            : null;

        public override long HeldBytes => fit.HeldBytes + (_store?.HeldBytes ?? 0);

        public override void Add(object sample, Role role, long room, MethodContext context)
        {
            fit.Add((TSample)sample, role, context);
            _store?.Add((TSample)sample, role, room);
        }

        public override object Complete(FitRun run, CancellationToken stop)
            => fit.Complete(_store?.All ?? [], run, stop);

        protected override void Dispose(bool disposing)
        {
            fit.Dispose();
            _store?.Dispose();
        }
    }
}

/// <summary>Runs what scores, too.</summary>
internal sealed class ScoringRunner<TOptions, TSample, TModel>(MethodType type,
    IMethod<TOptions, TSample, TModel> method) : LearnerRunner<TOptions, TSample, TModel>(type, method)
    where TOptions : MethodOptions, new() where TSample : class where TModel : class
{
    public override void CheckScoring(MethodOptions options) => method.CheckScoring((TOptions)options);

    public override Scores Score(object model, Scan scan, object sample, MethodOptions options, MethodContext context)
    {
        Scores scores;
        try
        {
            scores = method.Score((TModel)model, scan, (TSample)sample, (TOptions)options, context);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
        return scores.Each.Length == scan.Cloud.Count ? scores : throw new InvalidOperationException(
            $"{Type.Id} gave {scores.Each.Length} scores for a scan of {scan.Cloud.Count} points");
    }
}
