namespace Pipeline3D.Data.Formats;

/// <summary>Where the values of one column of a cloud go.</summary>
/// <param name="Target">One float per point; empty for a column that is left out.</param>
/// <param name="Axis">How coordinates become floats; null for what is a float, or may be rounded to one.</param>
internal readonly record struct CloudColumn(Memory<float> Target, NarrowedAxis? Axis)
{
    /// <summary>The column that values are dropped from.</summary>
    internal static CloudColumn None => new(Memory<float>.Empty, null);

    /// <summary>The floats; shape [points].</summary>
    internal Span<float> Span => Target.Span;

    /// <summary>Stores the value of one point.</summary>
    /// <param name="point">Its index.</param>
    /// <param name="value">The nearest float.</param>
    /// <param name="stored">The number as stored.</param>
    internal void Set(int point, float value, in StoredNumber stored)
    {
        if (!Target.IsEmpty)
            Target.Span[point] = Axis is null ? value : Axis.Narrow(value, stored);
    }
}
