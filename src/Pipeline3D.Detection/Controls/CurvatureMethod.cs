using System.Globalization;
using Pipeline3D.Core.Options;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Geometry.Descriptors;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Controls;

/// <summary>A control: the more a place is curved, the more anomalous it is.</summary>
/// <remarks>Score of a point: its surface variation, the smallest eigenvalue of its neighbourhood's covariance over the
/// sum of all three (Pauly et al. 2002); of the scan: the largest. Nothing is learnt: whoever does not beat it has
/// learnt nothing about the part. Points without a reading take the lowest score of the scan. Cost: one search per
/// point.</remarks>
[Method("curvature", Title = "Curvature (control)", Paper = "Pauly et al. 2002", IsSeeded = false)]
public sealed class CurvatureMethod : IMethod<CurvatureOptions, CloudSample, CurvatureModel>
{
    private const string Name = "neighbours";

    /// <inheritdoc/>
    public ISampleCodec<CloudSample> Samples => CloudSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(CurvatureOptions options) => new() { Readings = 3 };

    /// <summary>Measures the curvature, one value a point.</summary>
    public CloudSample Prepare(Scan scan, CurvatureOptions options, MethodContext context)
    {
        CloudSample sample = CloudSample.Of(scan, context);
        float[] shares = SurfaceVariation.Of(sample.Points, options.Neighbours, context.Threads, context.Stop);
        return sample with { Features = new FeatureMatrix(shares.Length, 1, shares) };
    }

    /// <summary>Point, index and curvature.</summary>
    public long SampleBytes(CurvatureOptions options, long points) => 20 * points;

    /// <inheritdoc/>
    public IFit<CloudSample, CurvatureModel> Begin(CurvatureOptions options) => new Fit(options);

    /// <inheritdoc/>
    public Scores Score(CurvatureModel model, Scan scan, CloudSample sample, CurvatureOptions options,
        MethodContext context) => sample.Spread(sample.Features!.Values.Max(), sample.Features.Values, scan);

    /// <inheritdoc/>
    public void Save(CurvatureModel model, ArtifactWriter file)
        => file.AddText(Name, model.Neighbours.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public CurvatureModel Load(ArtifactReader file, CurvatureOptions options)
        => file.Int32(Name) == options.Neighbours ? new CurvatureModel(options.Neighbours) : throw file.Error(
            $"{Name} is {file.Int32(Name)}, its options say {options.Neighbours}; learn the model anew");

    // There is nothing to learn.
    private sealed class Fit(CurvatureOptions options) : IFit<CloudSample, CurvatureModel>
    {
        public void Add(CloudSample sample, Role role, MethodContext context)
        {
        }

        public CurvatureModel Complete(IReadOnlyList<KeptSample<CloudSample>> samples, FitRun run,
            CancellationToken stop) => new(options.Neighbours);

        public void Dispose()
        {
        }
    }
}

/// <summary>The model of <see cref="CurvatureMethod"/>, which learns nothing.</summary>
/// <param name="Neighbours">Points of a neighbourhood.</param>
public sealed record CurvatureModel(int Neighbours);

/// <summary>Options of <see cref="CurvatureMethod"/>.</summary>
public sealed record CurvatureOptions : MethodOptions
{
    /// <summary>Points of a neighbourhood, the point itself included; 3 or more.</summary>
    [Preparation]
    public int Neighbours { get; init; } = 32;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
        => problems.RequireRange(Neighbours, 3, int.MaxValue, nameof(Neighbours));
}
