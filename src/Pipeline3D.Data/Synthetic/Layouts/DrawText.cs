using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pipeline3D.Data.Synthetic.Anomalies;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>The file beside a sample that says which anomaly it has.</summary>
internal static class DrawText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The draw as JSON.</summary>
    /// <param name="found">The anomaly.</param>
    /// <param name="radius">What the unit ball, in whose lengths the draw is, was scaled by.</param>
    /// <param name="mesh">File of the mesh; empty for a shape that was made.</param>
    public static string Of<T>(AnomalyFound<T> found, float radius, string mesh)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("kind", found.Draw!.Kind.ToString().ToLowerInvariant());
            if (mesh.Length > 0)
                json.WriteString("mesh", mesh);
            json.WriteNumber("labelled_share", found.Share);
            json.WriteNumber("tries", found.Tries);
            json.WriteNumber("stretch", found.Stretch);
            json.WriteNumber("ball_radius", radius);
            json.WriteStartObject("draw");
            foreach ((string name, ImmutableArray<double> values) in found.Draw.Parameters)
                Write(json, name, values);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<double> values)
    {
        if (values.Length == 1)
        {
            json.WriteNumber(name, values[0]);
            return;
        }
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
