namespace Pipeline3D.Data.Formats;

/// <summary>What every cloud writer makes sure of before it opens its file.</summary>
internal static class CloudShape
{
    /// <summary>The points of a grid that hold a reading, as a plain cloud: (0,0,0) and what is not finite are
    /// none.</summary>
    internal static CloudFile WithoutGaps(CloudFile grid)
    {
        int[] kept = [.. Enumerable.Range(0, grid.Points.Count).Where(i => grid.Points[i] is var point
            && point != default && float.IsFinite(point.X) && float.IsFinite(point.Y) && float.IsFinite(point.Z))];
        return grid with
        {
            Points = grid.Points.Select(kept),
            Width = kept.Length,
            Height = 1,
            Normals = grid.Normals?.Select(kept),
            Rgb = grid.Rgb is not { } rgb ? null
                : [.. kept.SelectMany(i => (byte[])[rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]])],
            Fields = grid.Fields.ToDictionary(field => field.Key, field => Array.ConvertAll(kept, i => field.Value[i])),
            Triangles = [],
        };
    }

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
