namespace Pipeline3D.Data.Formats;

/// <summary>The check that every cloud writer makes before it opens its file.</summary>
internal static class CloudShape
{
    /// <summary>Refuses a cloud whose parts do not fit together.</summary>
    /// <exception cref="ArgumentException">A part has another length than the cloud, or a field's name is no single
    /// word.</exception>
    internal static void Check(CloudFile cloud)
    {
        int count = cloud.Points.Count;
        if ((long)cloud.Width * cloud.Height != count)
            throw new ArgumentException($"{count} points do not fill {cloud.Width} x {cloud.Height}", nameof(cloud));
        if (cloud.Normals is not null && cloud.Normals.Count != count)
            throw new ArgumentException($"{cloud.Normals.Count} normals for {count} points", nameof(cloud));
        if (cloud.Rgb is not null && cloud.Rgb.Length != 3L * count)
            throw new ArgumentException($"{cloud.Rgb.Length} colour bytes for {count} points", nameof(cloud));
        foreach ((string name, float[] values) in cloud.Fields)
        {
            if (values.Length != count)
                throw new ArgumentException($"field {name} has {values.Length} values for {count} points",
                    nameof(cloud));
            if (name.Length == 0 || name.Any(letter => letter <= ' '))
                throw new ArgumentException($"the field name '{name}' is no single word", nameof(cloud));
        }
    }
}
