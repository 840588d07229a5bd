using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core;

namespace Pipeline3D.Definitions;

/// <summary>Option values between text and code: numbers, switches, words of an enumeration, lengths, times,
/// lists.</summary>
internal static class OptionText
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The kind of value as people call it.</summary>
    public static string KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ElementOf(type) is { } element)
            return $"list of {KindOf(element)}";
        if (type.IsEnum)
            return string.Join(" | ", Enum.GetNames(type).Select(Word));
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
        Enum word => Word(word.ToString()),
        TimeSpan time => time.TotalSeconds < 1 ? string.Create(Invariant, $"{time.TotalMilliseconds} ms")
            : string.Create(Invariant, $"{time.TotalSeconds} s"),
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Write))}]",
        _ => Convert.ToString(value, Invariant) ?? "",
    };

    /// <summary>Reads a value; false when the text is none of that type.</summary>
    public static bool TryRead(Part part, Type type, out object? value)
    {
        value = null;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return part is TextPart { Text: "" or "null" or "~" } || TryRead(part, inner, out value);
        if (ElementOf(type) is { } element)
            return TryReadList(part, type, element, out value);
        return part is TextPart { Text: var text } && TryReadText(text, type, out value);
    }

    private static bool TryReadText(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string))
            value = text;
        else if (type == typeof(bool))
            value = text switch { "true" or "yes" or "on" => true, "false" or "no" or "off" => false, _ => null };
        else if (type == typeof(int))
            value = int.TryParse(text, NumberStyles.Integer, Invariant, out int i) ? i : null;
        else if (type == typeof(long))
            value = long.TryParse(text, NumberStyles.Integer, Invariant, out long l) ? l : null;
        else if (type == typeof(float))
            value = float.TryParse(text, NumberStyles.Float, Invariant, out float f) && float.IsFinite(f) ? f : null;
        else if (type == typeof(double))
            value = double.TryParse(text, NumberStyles.Float, Invariant, out double d) && double.IsFinite(d) ? d : null;
        else if (type == typeof(Length))
            value = Length.TryParse(text, out Length length) ? length : null;
        else if (type == typeof(TimeSpan))
            value = ReadTime(text);
        else if (type.IsEnum)
            value = Enum.GetNames(type).FirstOrDefault(name => Word(name) == text || name == text) is { } name
                ? Enum.Parse(type, name) : null;
        return value is not null;
    }

    private static bool TryReadList(Part part, Type type, Type element, out object? value)
    {
        // A single value stands for a list of one, so that 'categories: bagel' reads as it is meant.
        IReadOnlyList<Part> items = part is ListPart list ? list.Items
            : part is TextPart { Text: "" } ? [] : part is TextPart ? [part] : [];
        Array values = Array.CreateInstance(element, items.Count);
        value = null;
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
        return part is not MapPart;
    }

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            || type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) ? type.GetGenericArguments()[0] : null;

    private static string Word(string name) => OptionInfo.SnakeCase(name).Replace('_', '-');

    private static TimeSpan? ReadTime(string text)
    {
        (string Suffix, double Seconds)[] units = [("ms", 1e-3), ("min", 60), ("s", 1), ("h", 3600)];
        foreach ((string suffix, double seconds) in units)
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length].Trim(), NumberStyles.Float, Invariant, out double number)
                && number * seconds is >= 0 and < 1e9)
                return TimeSpan.FromSeconds(number * seconds);
        return null;
    }
}
