using System.Buffers.Text;
using System.Globalization;

namespace Pipeline3D.Data.Formats;

/// <summary>Writes numbers as text through one buffer, with the fewest digits that read back to the same
/// bits.</summary>
internal sealed class Utf8Output(Stream target) : IDisposable
{
    private const int LongestNumber = 32;

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    internal Utf8Output Text(ReadOnlySpan<byte> text)
    {
        for (; !text.IsEmpty; text = text[Math.Min(text.Length, 1024)..])
        {
            Reserve(1024);
            text[..Math.Min(text.Length, 1024)].CopyTo(_buffer.AsSpan(_used));
            _used += Math.Min(text.Length, 1024);
        }
        return this;
    }

    internal Utf8Output Text(string text) => Text(System.Text.Encoding.UTF8.GetBytes(text));

    internal Utf8Output Number(long value)
    {
        Reserve(LongestNumber);
        _ = Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out int written);
        _used += written;
        return this;
    }

    internal Utf8Output Number(float value)
    {
        if (!float.IsFinite(value))
            return Text(float.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8);
        Reserve(LongestNumber);
        _ = value.TryFormat(_buffer.AsSpan(_used), out int written, default, CultureInfo.InvariantCulture);
        _used += written;
        return this;
    }

    internal Utf8Output Number(double value)
    {
        if (!double.IsFinite(value))
            return Number((float)value);
        Reserve(LongestNumber);
        _ = value.TryFormat(_buffer.AsSpan(_used), out int written, default, CultureInfo.InvariantCulture);
        _used += written;
        return this;
    }

    /// <summary>The coordinates of a point as its file had them: floats, or doubles where the cloud has an
    /// offset.</summary>
    internal Utf8Output Point(CloudFile cloud, int index) => cloud.Offset == default ? Vector(cloud.Points[index])
        : Number(cloud.Offset.X + cloud.Points.X[index]).Text(" "u8).Number(cloud.Offset.Y + cloud.Points.Y[index])
            .Text(" "u8).Number(cloud.Offset.Z + cloud.Points.Z[index]);

    internal Utf8Output Vector(System.Numerics.Vector3 value)
        => Number(value.X).Text(" "u8).Number(value.Y).Text(" "u8).Number(value.Z);

    public void Dispose() => Flush();

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _used < bytes)
            Flush();
    }

    private void Flush()
    {
        target.Write(_buffer, 0, _used);
        _used = 0;
    }
}
