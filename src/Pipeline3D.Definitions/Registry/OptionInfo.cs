using System.Reflection;
using System.Text;

namespace Pipeline3D.Definitions;

/// <summary>One option of a block as its options class declares it.</summary>
/// <param name="Name">Name in pipeline files: snake_case of the property.</param>
/// <param name="Kind">Kind of value as people write it, for example <c>length</c>.</param>
/// <param name="Default">Default as text; empty when there is none.</param>
/// <param name="Summary">What it means, from its documentation comment.</param>
public sealed record OptionInfo(string Name, string Kind, string Default, string Summary)
{
    internal PropertyInfo Property { get; init; } = null!;

    internal static IReadOnlyList<OptionInfo> Of(Type optionsType, DocComments docs)
    {
        object defaults = Activator.CreateInstance(optionsType)
            ?? throw new PluginException($"{optionsType.FullName} needs a constructor without parameters");
        return [.. optionsType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            // Those of a base in another assembly come first: tokens of two assemblies cannot be compared.
            .OrderBy(property => property.DeclaringType!.Assembly == optionsType.Assembly)
            .ThenBy(property => property.MetadataToken)
            .Select(property => new OptionInfo(SnakeCase(property.Name), OptionText.KindOf(property.PropertyType),
                OptionText.Write(property.GetValue(defaults)), docs.For(property.DeclaringType!.Assembly)
                    .Summary(property)) { Property = property })];
    }

    /// <summary><c>CellSize</c> to <c>cell_size</c>.</summary>
    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1])
                || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins)
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
