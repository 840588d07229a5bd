using System.Collections.Immutable;
using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.PointAd;

namespace Pipeline3D.Detection.Tests.PointAd;

/// <summary>What reproduce.json of PointAD says holds together: numbers that were copied wrongly differ from their
/// mean, options that nothing takes are named.</summary>
public sealed class PointAdReproductionTests
{
    private const string Mean = "mean", ForTest = "test_";

    private static readonly Reproduction All = Reproduction.Of(typeof(PointAdMethod));

    private static readonly IReadOnlyDictionary<string, Type> Options = OptionRecord
        .PropertiesOf(typeof(PointAdOptions)).ToDictionary(property => OptionText.NameOf(property.Name), property => property.PropertyType,
            StringComparer.Ordinal);

    public static TheoryData<string> Datasets => [.. All.Datasets.Keys];

    [Theory, MemberData(nameof(Datasets))]
    public void Published_RowsByCategory_HaveTheMeanThatIsPrinted(string dataset)
    {
        DatasetHabits habits = All.Datasets[dataset];
        foreach (PublishedRow row in habits.Published.Where(row => row.Values.Count > 1))
        {
            double[] values = [.. row.Values.Where(value => value.Key != Mean).Select(value => value.Value)];
            Assert.Equal(dataset == "real3d" ? 12 : 10, values.Length);
            double printed = row.Source.Contains("as printed", StringComparison.Ordinal)
                ? row.Values[Mean] + ((0.985 - 0.685) / 10) : row.Values[Mean];
            // Each value is rounded to a thousandth; some means of the paper are cut off instead.
            Assert.True(Math.Abs(values.Average() - printed) < 0.0011,
                $"{row.Source}, {row.Metric}: {values.Average():F4} and {printed:F4}");
        }
        Assert.All(habits.Published, row => Assert.Contains(Mean, row.Values.Keys));
        Assert.All(habits.Published, row => Assert.All(row.Values.Values, value => Assert.InRange(value, 0.3, 1)));
        Assert.Equal(["au_pro_score_sampled", "image_ap", "image_auroc", "pixel_auroc"], habits.Published.Select(row
            => row.Metric).Append("au_pro_score_sampled").Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Datasets))]
    public void Options_OfRowsAndSets_AreThoseOfTheMethodAndItsSteps(string dataset)
    {
        DatasetHabits habits = All.Datasets[dataset];
        string[] names = [.. habits.Parameters.Keys, .. habits.Parameters.Keys.Select(name => ForTest + name),
            "auxiliary", "learn_dataset"];
        foreach ((string name, string value) in habits.Published.SelectMany(row => row.Options)
            .Concat(All.As.Values.SelectMany(set => set)).Concat(habits.Options))
            Assert.True(names.Contains(name) || (Options.TryGetValue(name, out Type? type)
                && OptionText.TryRead(value, type, out _)), $"{name}={value}");
        foreach (string category in habits.Auxiliary)
            Assert.Contains(habits.Published, row => row.Values.ContainsKey(category));
    }

    [Fact]
    public void StepsWith_ValuesAndNone_AreInThePlaceOfTheirNamesOrLeftOut()
    {
        DatasetHabits habits = All.Datasets["mvtec3d"];
        HabitStep views = habits.StepsWith(ImmutableDictionary<string, string>.Empty)[^1];
        Assert.Equal(("feature.views", "code-mvtec-9", "336"), (views.Use, views.With["preset"], views.With["size"]));
        Assert.DoesNotContain("blur", views.With.Keys);
        Assert.Equal("5", habits.StepsWith(new Dictionary<string, string> { ["view_blur"] = "5" })[^1].With["blur"]);
        DatasetHabits wrong = habits with { Parameters = habits.Parameters.Remove("light") };
        Assert.Contains("says ${light} in the step feature.views, which is no name of 'parameters'",
            Assert.Throws<ArgumentException>(() => wrong.StepsWith(ImmutableDictionary<string, string>.Empty)).Message,
            StringComparison.Ordinal);
    }
}
