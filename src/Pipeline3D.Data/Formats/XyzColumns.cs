namespace Pipeline3D.Data.Formats;

/// <summary>What the columns of a table of points mean.</summary>
internal enum XyzColumns
{
    /// <summary>By their number: 3 xyz; 4 xyz and <c>scalar</c>; 6 xyz and colour if all are whole numbers of 0..255
    /// and one exceeds 1, else normal; further ones <c>column_4</c>, <c>column_5</c>, ...</summary>
    Auto = 0,

    /// <summary>x y z.</summary>
    Xyz = 1,

    /// <summary>x y z and a field <c>label</c>.</summary>
    XyzLabel = 2,

    /// <summary>x y z and a field <c>intensity</c>.</summary>
    XyzIntensity = 3,

    /// <summary>x y z and a normal.</summary>
    XyzNormal = 4,

    /// <summary>x y z and red, green, blue of 0..255.</summary>
    XyzRgb = 5,
}
