namespace Pipeline3D.Data.Formats;

/// <summary>Writes tables of points as text: x y z, then normal, colour of 0..255 and fields by name, apart by
/// blanks.</summary>
internal static class XyzWriter
{
    /// <summary>Writes one cloud, one point a line, without a header.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="cloud">The cloud; its triangles are left out.</param>
    /// <exception cref="ArgumentException">A part has another length than the cloud.</exception>
    public static void Write(string path, CloudFile cloud)
    {
        CloudShape.Check(cloud);
        float[][] fields = [.. cloud.Fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => field.Value)];
        using FileStream file = File.Create(path);
        using var output = new Utf8Output(file);
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            output.Point(cloud, i);
            if (cloud.Normals is not null)
                output.Text(" "u8).Vector(cloud.Normals[i]);
            if (cloud.Rgb is byte[] rgb)
                output.Text(" "u8).Number((long)rgb[3 * i]).Text(" "u8).Number((long)rgb[3 * i + 1])
                    .Text(" "u8).Number((long)rgb[3 * i + 2]);
            foreach (float[] values in fields)
                output.Text(" "u8).Number(values[i]);
            output.Text("\n"u8);
        }
    }
}
