namespace Pipeline3D.Data.Formats;

/// <summary>Writes Wavefront OBJ files: vertices with colours of 0..1 where present, normals, triangles.</summary>
internal static class ObjWriter
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
        for (int i = 0; i < cloud.Points.Count; i++)
        {
            output.Text("v "u8).Point(cloud, i);
            if (cloud.Rgb is byte[] rgb)
                output.Text(" "u8).Number(rgb[3 * i] / 255f).Text(" "u8).Number(rgb[3 * i + 1] / 255f)
                    .Text(" "u8).Number(rgb[3 * i + 2] / 255f);
            output.Text("\n"u8);
        }
        for (int i = 0; i < cloud.Normals?.Count; i++)
            output.Text("vn "u8).Vector(cloud.Normals[i]).Text("\n"u8);
        for (int i = 0; i < cloud.Triangles.Length; i += 3)
        {
            output.Text("f"u8);
            for (int corner = 0; corner < 3; corner++)
            {
                long index = cloud.Triangles[i + corner] + 1L;
                output.Text(" "u8).Number(index);
                if (cloud.Normals is not null)
                    output.Text("//"u8).Number(index);
            }
            output.Text("\n"u8);
        }
    }
}
