using System.Collections.Immutable;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>The ten categories, in the order of their names.</summary>
internal static class PartCatalog
{
    public static ImmutableArray<PartModel> All { get; } =
    [
        new BagelModel(), new CableGlandModel(), new CarrotModel(), new CookieModel(), new DowelModel(),
        new FoamModel(), new PeachModel(), new PotatoModel(), new RopeModel(), new TireModel(),
    ];

    /// <summary>The model of a category.</summary>
    /// <exception cref="ArgumentException">There is no such category; the message lists those that are.</exception>
    public static PartModel Find(string name)
        => All.FirstOrDefault(model => model.Name == name) ?? throw new ArgumentException(
            $"'{name}' is no synthetic category; choose among {string.Join(", ", All.Select(model => model.Name))}");
}
