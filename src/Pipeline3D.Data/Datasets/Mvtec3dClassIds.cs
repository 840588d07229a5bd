using System.Globalization;
using System.Text.Json;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>The names behind the pixel values of MVTec 3D-AD's masks: a category's <c>class_ids.json</c>.</summary>
internal static class Mvtec3dClassIds
{
    /// <summary>Reads <c>{"255": "contamination", ..., "0": "good"}</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The defect of each pixel value.</returns>
    /// <exception cref="FormatException3D">The file is missing or no such object.</exception>
    public static IReadOnlyDictionary<byte, string> Read(string path)
        => FileBytes.Parse<IReadOnlyDictionary<byte, string>>(path, null, static (file, name, _) =>
        {
            try
            {
                var reader = new Utf8JsonReader(file);
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                return document.RootElement.EnumerateObject().ToDictionary(
                    pair => byte.Parse(pair.Name, NumberStyles.None, CultureInfo.InvariantCulture), pair
                        => pair.Value.GetString() ?? "");
            }
            catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException
                or OverflowException or ArgumentException)
            {
                throw new FormatException3D(name, -1L, $"this is no list of class ids: {cause.Message}",
                    "expected an object such as {\"255\": \"crack\", \"0\": \"good\"}", cause);
            }
        });
}
