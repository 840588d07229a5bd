namespace Pipeline3D.Data.Formats;

/// <summary>Writes OFF meshes in text; COFF, NOFF or CNOFF where the cloud has colours or normals.</summary>
/// <remarks>Vertex order: x y z, normal, red green blue alpha of 0..255. Further columns are not part of the
/// format.</remarks>
internal static class OffWriter
{
    /// <summary>Writes one mesh or cloud.</summary>
    /// <param name="path">The file; overwritten.</param>
    /// <param name="cloud">The cloud; its fields are left out.</param>
    /// <exception cref="ArgumentException">A part has another length than the cloud.</exception>
    public static void Write(string path, CloudFile cloud)
    {
        CloudShape.Check(cloud);
        using FileStream file = File.Create(path);
        using var output = new Utf8Output(file);
        output.Text(cloud.Rgb is null ? ""u8 : "C"u8).Text(cloud.Normals is null ? ""u8 : "N"u8).Text("OFF\n"u8)
            .Number((long)cloud.Points.Count).Text(" "u8).Number((long)(cloud.Triangles.Length / 3)).Text(" 0\n"u8);
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            output.Point(cloud, i);
            if (cloud.Normals is not null)
                output.Text(" "u8).Vector(cloud.Normals[i]);
            if (cloud.Rgb is byte[] rgb)
                output.Text(" "u8).Number((long)rgb[3 * i]).Text(" "u8).Number((long)rgb[3 * i + 1])
                    .Text(" "u8).Number((long)rgb[3 * i + 2]).Text(" 255"u8);
            output.Text("\n"u8);
        }
        for (int i = 0; i < cloud.Triangles.Length; i += 3)
            output.Text("3 "u8).Number((long)cloud.Triangles[i]).Text(" "u8).Number((long)cloud.Triangles[i + 1])
                .Text(" "u8).Number((long)cloud.Triangles[i + 2]).Text("\n"u8);
    }
}
