using System.Reflection;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Registry;

/// <summary>One option of a block as its options class declares it.</summary>
/// <param name="Name">Name in pipeline files: snake_case of the property.</param>
/// <param name="Kind">Kind of value as people write it, for example <c>length</c>.</param>
/// <param name="Default">Default as text; empty when there is none.</param>
/// <param name="Summary">What it means, from its documentation comment.</param>
public sealed record OptionInfo(string Name, string Kind, string Default, string Summary)
{
    internal PropertyInfo Property { get; init; } = null!;

    /// <summary>What it was called before; null when it never had another name.</summary>
    internal string? FormerName { get; init; }

    internal static IReadOnlyList<OptionInfo> Of(Type optionsType, DocComments docs)
    {
        object defaults = Activator.CreateInstance(optionsType)
            ?? throw new PluginException($"{optionsType.FullName} needs a constructor without parameters");
        return [.. OptionRecord.PropertiesOf(optionsType).Select(property => new OptionInfo(
            OptionText.NameOf(property.Name), OptionText.KindOf(property.PropertyType),
            OptionText.Write(property.GetValue(defaults)),
            docs.For(property.DeclaringType!.Assembly).Summary(property))
        {
            Property = property,
            FormerName = property.GetCustomAttribute<FormerNameAttribute>()?.Name,
        })];
    }
}
