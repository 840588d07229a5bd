using System.Reflection;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>One declared layout: what its attribute says, held against its class.</summary>
public sealed class LayoutType
{
    private readonly LayoutAttribute _declared;
    private readonly ConstructorInfo _constructor;

    private LayoutType(Type type, LayoutAttribute declared)
    {
        (Type, _declared) = (type, declared);
        Require(type.IsAssignableTo(typeof(IDatasetLayout)) && !type.IsAbstract,
            $"must be an {nameof(IDatasetLayout)}");
        Require(Name.Length > 0 && Name.All(letter => letter is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')),
            "needs a name of small letters, digits and dashes");
        Require(Title.Length > 0 && Summary.Length > 0, "needs a Title and a Summary");
        _constructor = type.GetConstructors() is [{ } only] ? only
            : throw new ArgumentException($"the layout {type.FullName} needs exactly one public constructor");
        Type[] given = [.. _constructor.GetParameters().Select(parameter => parameter.ParameterType)];
        Require(Array.TrueForAll(given, kind => IsOptions(kind) || kind == typeof(ScanFormats))
            && given.Distinct().Count() == given.Length && given.Count(IsOptions) <= 1,
            $"may take its options, a record derived from {nameof(DatasetSourceOptions)}, and {nameof(ScanFormats)}; "
            + "nothing else");
        OptionsType = Array.Find(given, IsOptions) ?? typeof(DatasetSourceOptions);
    }

    /// <summary>The name used in pipeline files.</summary>
    public string Name => _declared.Name;

    /// <summary>The dataset's name for people.</summary>
    public string Title => _declared.Title;

    /// <summary>What its source does, in one sentence.</summary>
    public string Summary => _declared.Summary;

    /// <summary>See <see cref="LayoutAttribute.Rank"/>.</summary>
    public int Rank => _declared.Rank;

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>Class of the source's options.</summary>
    public Type OptionsType { get; }

    /// <summary>What a class declares; null when it is no layout.</summary>
    /// <exception cref="ArgumentException">It is declared wrongly; the message says how.</exception>
    public static LayoutType? Of(Type type)
        => type.GetCustomAttribute<LayoutAttribute>() is { } declared ? new LayoutType(type, declared) : null;

    /// <summary>Makes the layout.</summary>
    /// <param name="options">Of <see cref="OptionsType"/>; the defaults when null.</param>
    /// <param name="formats">What to read files by.</param>
    /// <exception cref="ArgumentException">It goes by another name than it declares.</exception>
    public IDatasetLayout Create(DatasetSourceOptions? options, ScanFormats formats)
    {
        object?[] arguments = [.. _constructor.GetParameters().Select(parameter => IsOptions(parameter.ParameterType)
            ? options ?? Activator.CreateInstance(OptionsType) : formats)];
        var layout = (IDatasetLayout)_constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        Require(layout.Name == Name, $"is declared as '{Name}' and calls itself '{layout.Name}'");
        return layout;
    }

    private static bool IsOptions(Type type) => type.IsAssignableTo(typeof(DatasetSourceOptions));

    private void Require(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"the layout {Type.FullName} {rule}");
    }
}
