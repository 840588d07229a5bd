using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pipeline3D.Core.Options;

/// <summary>Option values between text and code: numbers, switches, words of an enumeration, lengths, times, lists.
/// What is written reads back as the same value.</summary>
public static class OptionText
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Name of an option in files: <c>CellSize</c> is <c>cell_size</c>.</summary>
    public static string NameOf(string property)
    {
        var text = new StringBuilder();
        for (int i = 0; i < property.Length; i++)
        {
            bool begins = char.IsUpper(property[i]) && i > 0 && (!char.IsUpper(property[i - 1])
                || (i + 1 < property.Length && char.IsLower(property[i + 1])));
            if (begins)
                text.Append('_');
            text.Append(char.ToLowerInvariant(property[i]));
        }
        return text.ToString();
    }

    /// <summary>The kind of value as people call it, for example <c>whole number</c>.</summary>
    public static string KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ElementOf(type) is { } element)
            return $"list of {KindOf(element)}";
        if (type.IsEnum)
            return string.Join(" | ", Enum.GetNames(type).Select(Word))
                + (HasParts(type) ? ", or several with + between them" : "");
        return type == typeof(bool) ? "true | false"
            : type == typeof(int) || type == typeof(long) ? "whole number"
            : type == typeof(float) || type == typeof(double) ? "number"
            : type == typeof(Length) ? "length" : type == typeof(TimeSpan) ? "time" : "text";
    }

    /// <summary>How a value is written; empty for null.</summary>
    public static string Write(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        Enum word => string.Join('+', word.ToString().Split(", ").Select(Word)),
        TimeSpan time => time.TotalSeconds < 1 ? string.Create(Invariant, $"{time.TotalMilliseconds} ms")
            : string.Create(Invariant, $"{time.TotalSeconds} s"),
        string text => text,
        // People write few digits; where those do not say the same length, all of them are written.
        Length length => Length.TryParse(length.ToString(), out Length read) && read == length ? length.ToString()
            : string.Create(Invariant, $"{length.Metre:G9} m"),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Write))}]",
        _ => Convert.ToString(value, Invariant) ?? "",
    };

    /// <summary>Reads a single value or, in brackets, a list; false when the text is none of that type.</summary>
    public static bool TryRead(string text, Type type, out object? value)
    {
        if (ElementOf(type) is not null)
            return TryRead(text.Trim() is ['[', .. var inner, ']'] ? Split(inner) : Split(text), type, out value);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            value = null;
            return text is "" or "null" or "~" || TryRead(text, underlying, out value);
        }
        value = ReadSingle(text, type);
        return value is not null;
    }

    /// <summary>Reads the items of a list, or the parts of an enumeration of parts; false when one is none of the
    /// type's, or the type has none.</summary>
    public static bool TryRead(IReadOnlyList<string> items, Type type, out object? value)
    {
        value = HasParts(type) && items.Count > 0 ? ReadParts(items, type) : null;
        if (HasParts(type))
            return value is not null;
        if (ElementOf(type) is not { } element)
            return false;
        Array values = Array.CreateInstance(element, items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (!TryRead(items[i], element, out object? item))
                return false;
            values.SetValue(item, i);
        }
        value = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            ? typeof(ImmutableArray).GetMethods().Single(m => m.Name == nameof(ImmutableArray.Create)
                && m.GetParameters() is [{ ParameterType.IsArray: true }]).MakeGenericMethod(element)
                    .Invoke(null, [values])
            : values;
        return true;
    }

    private static string[] Split(string items) => items.Trim().Length == 0 ? []
        : [.. items.Split(',').Select(item => item.Trim())];

    private static object? ReadSingle(string text, Type type)
    {
        if (type == typeof(string))
            return text;
        if (type == typeof(bool))
            return text switch { "true" or "yes" or "on" => true, "false" or "no" or "off" => false, _ => null };
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.Integer, Invariant, out int i) ? i : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.Integer, Invariant, out long l) ? l : null;
        if (type == typeof(float))
            return float.TryParse(text, NumberStyles.Float, Invariant, out float f) && float.IsFinite(f) ? f : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, Invariant, out double d) && double.IsFinite(d) ? d : null;
        if (type == typeof(Length))
            return Length.TryParse(text, out Length length) ? length : null;
        if (type == typeof(TimeSpan))
            return ReadTime(text);
        if (HasParts(type) && text.Contains('+', StringComparison.Ordinal))
            return ReadParts(text.Split('+', StringSplitOptions.TrimEntries), type);
        return type.IsEnum && Enum.GetNames(type).FirstOrDefault(name => Word(name) == text || name == text) is { } word
            ? Enum.Parse(type, word) : null;
    }

    private static object? ReadParts(IReadOnlyList<string> words, Type type)
    {
        object?[] parts = [.. words.Select(word => ReadSingle(word, type))];
        return parts.Contains(null) ? null : Enum.ToObject(type, parts.Aggregate(0L, (all, part)
            => all | Convert.ToInt64(part, Invariant)));
    }

    private static bool HasParts(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), inherit: false);

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            || type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) ? type.GetGenericArguments()[0] : null;

    private static string Word(string name) => NameOf(name).Replace('_', '-');

    private static TimeSpan? ReadTime(string text)
    {
        (string Suffix, double Seconds)[] units = [("ms", 1e-3), ("min", 60), ("s", 1), ("h", 3600)];
        foreach ((string suffix, double seconds) in units)
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length].Trim(), NumberStyles.Float, Invariant, out double number)
                && number * seconds is >= 0 and < 1e9)
                return TimeSpan.FromTicks((long)Math.Round(number * seconds * TimeSpan.TicksPerSecond));
        return null;
    }
}
