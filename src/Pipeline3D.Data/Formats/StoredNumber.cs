namespace Pipeline3D.Data.Formats;

/// <summary>A number as its file has it, before it becomes a float.</summary>
/// <param name="Value">The nearest double.</param>
/// <param name="Tolerance">By how much another number may differ and be written the same: half of the last digit of a
/// text; 0 for what is stored in binary.</param>
internal readonly record struct StoredNumber(double Value, double Tolerance)
{
    /// <summary>A number that is stored in binary.</summary>
    internal static StoredNumber Binary(double value) => new(value, 0);
}
