using Pipeline3D.Weights;

namespace Pipeline3D.Data.Formats;

/// <summary>Structured arrays whose fields are columns of points.</summary>
internal static class NpyRecords
{
    /// <summary>Reads the fields x, y and z, in any case; others are left alone.</summary>
    /// <param name="header">What the file says of its records.</param>
    /// <param name="records">At least as many bytes as the header says.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>Shape [n, 3] for one axis of records, [H, W, 3] for two; float64.</returns>
    /// <exception cref="FormatException3D">A field is missing, or no number.</exception>
    internal static NpyArray Points(NpyHeader header, ReadOnlySpan<byte> records, string path)
    {
        if (header.Shape.Length is not (1 or 2))
            throw new FormatException3D(path, 10L,
                $"the records have shape [{string.Join(", ", header.Shape)}]; points need [n] or [H, W]");
        var points = new double[checked(3 * header.Count)];
        for (int axis = 0; axis < 3; axis++)
        {
            double[] column = Column(header, records, "xyz"[axis].ToString(), path);
            for (int i = 0; i < column.Length; i++)
                points[(3 * i) + axis] = column[i];
        }
        return new NpyArray([.. header.Shape, 3], typeof(double), points);
    }

    private static double[] Column(NpyHeader header, ReadOnlySpan<byte> records, string name, string path)
    {
        NpyField field = header.Fields.FirstOrDefault(one => one.Count == 1
            && one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new FormatException3D(path, 10L,
            $"the array is structured ({string.Join(", ", header.Fields.Take(40).Select(one => one.Name))}) and has no "
            + $"field {name}", "name the coordinates x, y and z, or store them as [n, 3]");
        try
        {
            return header.Column(records, field, path);
        }
        catch (WeightFormatException cause)
        {
            throw new FormatException3D(path, cause.Offset ?? -1L, $"field {name}: {cause.Problem}", cause: cause);
        }
    }
}
