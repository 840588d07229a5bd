using System.Globalization;

namespace Pipeline3D.Detection.Models;

/// <summary>Reads the options of a model file by name; every one must be there and be understood.</summary>
internal sealed class OptionReader(IReadOnlyDictionary<string, string> options)
{
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public int Int32(string name) => int.TryParse(Find(name), NumberStyles.AllowLeadingSign,
        CultureInfo.InvariantCulture, out int value)
        ? value : throw Unreadable(name, "a whole number");

    public long Int64(string name) => long.TryParse(Find(name), NumberStyles.AllowLeadingSign,
        CultureInfo.InvariantCulture, out long value)
        ? value : throw Unreadable(name, "a whole number");

    public double Double(string name)
        => double.TryParse(Find(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? value : throw Unreadable(name, "a number");

    public TEnum Choice<TEnum>(string name) where TEnum : struct, Enum
        => Enum.TryParse(Find(name), ignoreCase: false, out TEnum value) && Enum.IsDefined(value)
            ? value : throw Unreadable(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}");

    /// <summary>Runs a check of loaded options; their complaints become complaints about the file.</summary>
    public static T Checked<T>(T options, Action<T> check)
    {
        try
        {
            check(options);
            return options;
        }
        catch (ArgumentException cause)
        {
            throw new ModelFormatException($"the stored options are out of range: {cause.Message}", -1, cause);
        }
    }

    private string Find(string name) => options.TryGetValue(name, out string? text)
        ? text : throw new ModelFormatException($"the option '{name}' is missing", -1);

    private ModelFormatException Unreadable(string name, string wanted)
        => new($"the option '{name}' is '{options[name]}'; it must be {wanted}", -1);
}
