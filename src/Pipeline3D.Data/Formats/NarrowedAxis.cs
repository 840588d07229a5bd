using System.Runtime.CompilerServices;

namespace Pipeline3D.Data.Formats;

/// <summary>How the coordinates of one axis become float32, and what is lost on the way; see <see
/// cref="Narrowing"/>.</summary>
/// <remarks>Every coordinate of every text goes through it.</remarks>
internal sealed class NarrowedAxis(double offset, List<double>? exact)
{
    private readonly bool _isMore = offset != 0 || exact is not null;

    /// <summary>Largest change that the file has digits enough to show.</summary>
    internal double LargestChange { get; private set; }

    /// <summary>One coordinate as float.</summary>
    /// <param name="value">The float that is nearest to it.</param>
    /// <param name="stored">The coordinate.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Narrow(float value, in StoredNumber stored)
    {
        double relative = stored.Value;
        if (_isMore)
            (value, relative) = Kept(relative);
        // Of what is not finite it is NaN, and above nothing.
        double change = Math.Abs(value - relative);
        if (change > stored.Tolerance)
            Note(change);
        return value;
    }

    private (float Value, double Relative) Kept(double number)
    {
        exact?.Add(number);
        return ((float)(number - offset), number - offset);
    }

    private void Note(double change) => LargestChange = Math.Max(LargestChange, change);
}
