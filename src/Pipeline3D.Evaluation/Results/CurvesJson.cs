using System.Text;
using System.Text.Json;
using Pipeline3D.Evaluation.Ranking;

namespace Pipeline3D.Evaluation.Results;

/// <summary>Writes curves as JSON, for plots.</summary>
public static class CurvesJson
{
    /// <summary>An array of <c>{category, image_roc, pixel_roc, pro}</c>, each curve an array of <c>[false positive
    /// rate, rate]</c>.</summary>
    public static string Write(IEnumerable<CategoryCurves> curves)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (CategoryCurves category in curves)
            {
                json.WriteStartObject();
                json.WriteString("category", category.Category);
                WriteCurve(json, "image_roc", category.ImageRoc);
                WriteCurve(json, "pixel_roc", category.PixelRoc);
                WriteCurve(json, "pro", category.Pro);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteCurve(Utf8JsonWriter json, string name, IReadOnlyList<CurvePoint> curve)
    {
        json.WriteStartArray(name);
        foreach (CurvePoint point in curve)
        {
            json.WriteStartArray();
            json.WriteNumberValue(point.FalsePositiveRate);
            json.WriteNumberValue(point.Rate);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
