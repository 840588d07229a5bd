using Pipeline3D.Geometry;

namespace Pipeline3D.Data.Formats;

/// <summary>The columns of a cloud file while it is read: finds the place of each by name and makes the cloud of
/// them.</summary>
internal sealed class CloudColumns
{
    private static readonly string[][] NormalNames = [["normal_x", "normal_y", "normal_z"], ["nx", "ny", "nz"]];

    private static readonly string[][] ColourNames = [["red", "green", "blue"],
        ["diffuse_red", "diffuse_green", "diffuse_blue"], ["r", "g", "b"]];

    private readonly PointCloud _points;
    private readonly PointCloud? _normals;
    private readonly Narrowing? _narrowing;
    private readonly Dictionary<string, Memory<float>> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _remarks = [];

    /// <summary>Allocates the columns.</summary>
    /// <param name="count">Points; checked against limits and file size by the caller.</param>
    /// <param name="names">All columns of numbers, without packed colours.</param>
    /// <param name="narrowing">How coordinates become floats; null when they are floats already.</param>
    internal CloudColumns(int count, IReadOnlyList<string> names, Narrowing? narrowing = null)
    {
        (Count, _narrowing) = (count, narrowing);
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

    /// <summary>Where the values of a column go.</summary>
    internal CloudColumn this[string name] => new(_targets[name], name switch
    {
        "x" => _narrowing?[0],
        "y" => _narrowing?[1],
        "z" => _narrowing?[2],
        _ => null,
    });

    /// <summary>Notes what a user should know.</summary>
    internal void Remark(string text) => _remarks.Add(text);

    /// <summary>Takes the columns of colours out of the fields, where there are any: red, green and blue by one of
    /// their
    /// names, or packed words in a column <c>rgb</c>.</summary>
    /// <param name="isWhole">Whether a column's numbers are whole by their type; see <see cref="ColourScale"/>.</param>
    internal void TakeColours(Func<string, bool> isWhole)
    {
        foreach (string[] names in ColourNames)
            if (Rgb is null && names.All(_fields.ContainsKey))
            {
                Rgb = ColourScale.ToBytes([.. names.Select(name => _fields[name])], names.All(isWhole));
                foreach (string name in names)
                    _fields.Remove(name);
            }
        if (Rgb is null && _fields.TryGetValue("rgb", out float[]? words)
            && Array.TrueForAll(words, word => word is >= 0 and < 1 << 24 && word == MathF.Truncate(word)))
        {
            TakePackedRgb(Array.ConvertAll(words, word => (uint)word));
            _fields.Remove("rgb");
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
}
