using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks.Health;

/// <summary>What good scans of one category look like.</summary>
/// <param name="Scans">Training scans that it was learnt from.</param>
/// <param name="Unit">Unit of their coordinates, and of all lengths here.</param>
/// <param name="IsOnGrid">Whether all of them were on a pixel grid.</param>
/// <param name="Ranges">The range of every measurement by its name, lengths in <paramref name="Unit"/>, angles in
/// degrees.</param>
public sealed record HealthProfile(
    int Scans,
    [property: JsonConverter(typeof(JsonStringEnumConverter<LengthUnit>))] LengthUnit Unit,
    bool IsOnGrid,
    ImmutableSortedDictionary<string, HealthRange> Ranges)
{
    /// <summary>Longest side of a typical training scan.</summary>
    internal double Size => new[] { "extent_x", "extent_y", "extent_z" }.Max(name => Ranges[name].Median);
}
