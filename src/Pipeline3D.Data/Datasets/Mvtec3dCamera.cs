using System.Text.Json;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>A category's camera as MVTec 3D-AD states it in <c>calibration/camera_parameters.json</c>: HALCON's area
/// scan camera with the division model.</summary>
/// <remarks>The scans are crops of the sensor's image, so the parameters do not project them; nothing in the pipeline
/// needs them.</remarks>
/// <param name="Focus">Focal length, metres.</param>
/// <param name="Kappa">Radial distortion, 1 / square metre.</param>
/// <param name="Sx">Width of a pixel, metres.</param>
/// <param name="Sy">Height of a pixel, metres.</param>
/// <param name="Cx">Column of the optical axis, pixels.</param>
/// <param name="Cy">Row of the optical axis, pixels.</param>
/// <param name="Width">Columns of the sensor's image.</param>
/// <param name="Height">Rows of the sensor's image.</param>
internal sealed record Mvtec3dCamera(
    double Focus, double Kappa, double Sx, double Sy, double Cx, double Cy, int Width, int Height)
{
    /// <summary>Reads the parameters.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException3D">The file is missing, no JSON object, or lacks a parameter.</exception>
    public static Mvtec3dCamera Read(string path) => FileBytes.Parse(path, null, static (file, name, _) =>
    {
        try
        {
            var reader = new Utf8JsonReader(file);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            return new Mvtec3dCamera(
                Number(root, "focus"), Number(root, "kappa"), Number(root, "sx"), Number(root, "sy"),
                Number(root, "cx"), Number(root, "cy"),
                root.GetProperty("image_width").GetInt32(), root.GetProperty("image_height").GetInt32());
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            throw new FormatException3D(name, -1L, $"these are no camera parameters: {cause.Message}",
                "expected focus, kappa, sx, sy, cx, cy, image_width and image_height", cause);
        }
    });

    private static double Number(JsonElement root, string key) => root.GetProperty(key).GetDouble();
}
