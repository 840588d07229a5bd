using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>The columns of a cloud file while it is read: finds the place of each by name and makes the cloud of
/// them.</summary>
internal sealed class CloudColumns
{
    private static readonly string[][] NormalNames = [["normal_x", "normal_y", "normal_z"], ["nx", "ny", "nz"]];

    private readonly PointCloud _points;
    private readonly PointCloud? _normals;
    private readonly Dictionary<string, Memory<float>> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _remarks = [];

    /// <summary>Allocates the columns.</summary>
    /// <param name="count">Points; checked against limits and file size by the caller.</param>
    /// <param name="names">All columns of numbers, without packed colours.</param>
    internal CloudColumns(int count, IReadOnlyList<string> names)
    {
        Count = count;
        _points = new PointCloud(count);
        (_targets["x"], _targets["y"], _targets["z"]) = (_points.XMemory, _points.YMemory, _points.ZMemory);
        foreach (string[] triple in NormalNames)
            if (_normals is null && triple.All(names.Contains))
            {
                _normals = new PointCloud(count);
                _targets[triple[0]] = _normals.XMemory;
                _targets[triple[1]] = _normals.YMemory;
                _targets[triple[2]] = _normals.ZMemory;
            }
        foreach (string name in names)
            if (!_targets.ContainsKey(name))
                _targets[name] = _fields[name] = new float[count];
    }

    /// <summary>Number of points.</summary>
    internal int Count { get; }

    /// <summary>Red, green, blue per point, once known.</summary>
    internal byte[]? Rgb { get; set; }

    /// <summary>Where the values of a column go; shape [Count].</summary>
    internal Memory<float> this[string name] => _targets[name];

    /// <summary>Notes what a user should know.</summary>
    internal void Remark(string text) => _remarks.Add(text);

    /// <summary>Takes three columns out of the fields and makes colours of them.</summary>
    /// <param name="names">Columns of red, green and blue.</param>
    /// <param name="scale">What turns a stored value into 0..255.</param>
    internal void TakeRgb(string[] names, float scale)
    {
        Rgb = new byte[checked(3 * Count)];
        for (int channel = 0; channel < 3; channel++)
        {
            float[] values = _fields[names[channel]];
            for (int i = 0; i < values.Length; i++)
                Rgb[3 * i + channel] = ToByte(values[i] * scale);
            _fields.Remove(names[channel]);
        }
    }

    /// <summary>Splits words of 0x00RRGGBB.</summary>
    internal void TakePackedRgb(ReadOnlySpan<uint> words)
    {
        Rgb = new byte[checked(3 * Count)];
        for (int i = 0, at = 0; i < words.Length; i++, at += 3)
            (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = ((byte)(words[i] >> 16), (byte)(words[i] >> 8), (byte)words[i]);
    }

    /// <summary>The finished cloud.</summary>
    internal CloudFile ToFile(int width, int height, int[] triangles) => new()
    {
        Points = _points,
        Width = width,
        Height = height,
        Normals = _normals,
        Rgb = Rgb,
        Fields = _fields,
        Triangles = triangles,
        Remarks = _remarks,
    };

    /// <summary>A colour value rounded and clamped to a byte; NaN becomes 0.</summary>
    internal static byte ToByte(float value) => (byte)Math.Clamp(float.IsNaN(value) ? 0 : MathF.Round(value), 0, 255);
}
