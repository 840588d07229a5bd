using System.Collections.Immutable;
using System.Reflection;

namespace Pipeline3D.Core.Options;

/// <summary>An options record between code and named texts, as pipeline files, recipes and model files hold
/// it.</summary>
public static class OptionRecord
{
    /// <summary>The options of a type in the order of declaration, those of base types first.</summary>
    public static IReadOnlyList<PropertyInfo> PropertiesOf(Type options)
        => [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderBy(property => Depth(property.DeclaringType!))
            .ThenBy(property => property.MetadataToken)];

    /// <summary>All options as text by name; of some only when <paramref name="which"/> says which.</summary>
    public static ImmutableSortedDictionary<string, string> Write(object options,
        Func<PropertyInfo, bool>? which = null)
        => PropertiesOf(options.GetType()).Where(which ?? (static _ => true)).ToImmutableSortedDictionary(
            property => OptionText.NameOf(property.Name), property => OptionText.Write(property.GetValue(options)),
            StringComparer.Ordinal);

    /// <summary>The options that texts say; what they leave out keeps its default.</summary>
    /// <exception cref="FormatException">An option is unknown, or its text is no value of it.</exception>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public static T Read<T>(IReadOnlyDictionary<string, string> texts) where T : IBlockOptions, new()
        => (T)Read(typeof(T), texts);

    /// <summary>As above, for a type that is known at run time only.</summary>
    /// <exception cref="FormatException">An option is unknown, or its text is no value of it.</exception>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public static object Read(Type type, IReadOnlyDictionary<string, string> texts)
    {
        object options = Activator.CreateInstance(type)!;
        IReadOnlyList<PropertyInfo> properties = PropertiesOf(type);
        foreach ((string name, string text) in texts)
        {
            PropertyInfo property = properties.FirstOrDefault(found => OptionText.NameOf(found.Name) == name)
                ?? throw new FormatException($"there is no option '{name}'");
            if (!OptionText.TryRead(text, property.PropertyType, out object? value))
                throw new FormatException(
                    $"{name} is '{text}', which is no {OptionText.KindOf(property.PropertyType)}");
            property.SetValue(options, value);
        }
        var problems = new Problems();
        ((IBlockOptions)options).Validate(problems);
        return problems.Found.Count == 0 ? options : throw new OptionsException(type, problems.Found);
    }

    private static int Depth(Type type)
    {
        int depth = 0;
        for (Type? up = type; up is not null; up = up.BaseType)
            depth++;
        return depth;
    }
}
