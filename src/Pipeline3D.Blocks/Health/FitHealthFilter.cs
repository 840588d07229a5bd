using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;

namespace Pipeline3D.Blocks.Health;

/// <summary>Learns per category what good scans look like: readings, distance from point to point, size, place, noise
/// and inclination of the surface.</summary>
/// <remarks>Limits are the median and a multiple of the median deviation of the training scans, and never narrower than
/// the tolerances. A category with too few scans has no profile, and a remark says so. A remark names training scans
/// that lie outside the limits of their own profile, too.</remarks>
[Block("filter.fit-health", Summary = "Learn what healthy scans look like, per category, from good training scans.")]
public sealed class FitHealthFilter(FitHealthOptions options)
    : ReduceBlock3D<Scan, HealthProfiles>(options), IContributes<Scan>, IKeepsProduct<HealthProfiles>
{
    private const int LeastReadings = 16, MaxNamed = 5;

    private readonly SortedDictionary<string, List<TrainingHealth>> _scans = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ValueTask AddAsync(Scan input, BlockContext context)
    {
        Take(HealthOf(input, context), context);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Contribution> ContributeAsync(Scan input, BlockContext context)
        => new(new Contribution(HealthOf(input, context).ToBytes(), []));

    /// <inheritdoc/>
    public Contribution Remember(Scan input, BlockContext context) => new(Of(context)[^1].ToBytes(), []);

    /// <inheritdoc/>
    public void Recall(ReadOnlyMemory<byte> data, BlockContext context)
        => Take(TrainingHealth.FromBytes(data), context);

    /// <inheritdoc/>
    public override ValueTask<HealthProfiles> CompleteAsync(RunContext run, CancellationToken stop)
    {
        var profiles = ImmutableSortedDictionary.CreateBuilder<string, HealthProfile>(StringComparer.Ordinal);
        if (_scans.Count == 0)
            run.AddRemark("no good training scan arrived, so no category has a health profile");
        foreach ((string category, List<TrainingHealth> scans) in _scans)
        {
            if (scans.Count < options.LeastScans)
            {
                run.AddRemark(string.Create(CultureInfo.InvariantCulture, $"{category}: {scans.Count} good training "
                    + $"scans are too few for a health profile (least_scans {options.LeastScans}); it has none"));
                continue;
            }
            HealthProfile profile = HealthFit.Of(scans, options);
            profiles[category] = profile;
            run.AddFact($"health.{category}.training_scans", profile.Scans.ToString(CultureInfo.InvariantCulture));
            string[] odd = [.. scans.Where(scan => HealthCheck.Of(scan.Health, scan.IsOnGrid, profile, HealthCheck.All)
                .Count > 0).Select(scan => scan.Item)];
            if (odd.Length > 0)
                run.AddRemark(string.Create(CultureInfo.InvariantCulture, $"{category}: {odd.Length} of {scans.Count} "
                    + $"training scans are unlike the others: {string.Join(", ", odd.Take(MaxNamed))}"
                    + $"{(odd.Length > MaxNamed ? ", ..." : "")}; look whether they are good scans"));
        }
        return new(new HealthProfiles(profiles.ToImmutable()));
    }

    /// <inheritdoc/>
    public void SaveProduct(HealthProfiles product, Stream stream) => JsonProduct.Save(product, stream);

    /// <inheritdoc/>
    public HealthProfiles LoadProduct(Stream stream)
        => new(JsonProduct.Load<HealthProfiles>(stream).Categories.ToImmutableSortedDictionary(pair => pair.Key,
            pair => pair.Value with { Ranges = pair.Value.Ranges.WithComparers(StringComparer.Ordinal) },
            StringComparer.Ordinal));

    private static TrainingHealth HealthOf(Scan input, BlockContext context)
    {
        Clouds.RequireNormal(input, context);
        int[] readings = Scans.RequirePoints(input, context, LeastReadings);
        var measured = new TrainingHealth(context.Item.Path, input.Unit, input.Grid is not null,
            Scans.Measure(input, readings));
        if (!(measured.Health.Size > 0) || !double.IsFinite(measured.Health.Size + measured.Health.Centre.Length)
            || !double.IsFinite(measured.Health.Spacing + measured.Health.Roughness + measured.Health.Tilt))
            throw context.Reject(RejectReason.TooFewPoints,
                "the readings lie in one place, or too far apart to be measured; leave the scan out of the training");
        return measured;
    }

    private void Take(TrainingHealth measured, BlockContext context)
    {
        List<TrainingHealth> scans = Of(context);
        if (scans.Count > 0 && scans[0].Unit != measured.Unit)
            throw context.Reject(RejectReason.WrongUnit, $"the coordinates are in {measured.Unit}, those of the "
                + $"training scans before it in {scans[0].Unit}; put filter.convert-unit before this block");
        scans.Add(measured);
    }

    private List<TrainingHealth> Of(BlockContext context)
    {
        if (!_scans.TryGetValue(context.Item.Category, out List<TrainingHealth>? scans))
            _scans[context.Item.Category] = scans = [];
        return scans;
    }
}
