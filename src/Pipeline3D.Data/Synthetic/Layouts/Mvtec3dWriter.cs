using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Data.Formats;
using Pipeline3D.Data.Synthetic.Parts;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Layouts;

/// <summary>MVTec 3D-AD's tree: <c>category/split/defect/{rgb,xyz,gt}/NNN</c>, with calibration and class
/// ids.</summary>
internal sealed class Mvtec3dWriter : LayoutWriter
{
    // The dataset's camera: a focal length of 10.3 mm; the pixel's pitch follows from the focal length in pixels.
    private const double FocalMetres = 0.0103431;

    private const string ReadMe = """
        This dataset was simulated by Pipeline3D (pipeline3d synth). It has the folders, file formats and units of
        MVTec 3D-AD, and holds none of its data.
        """;

    public override ImmutableArray<string> Categories { get; } = [.. PartCatalog.All.Select(model => model.Name)];

    public override IEnumerable<SyntheticJob> Plan(string category, SyntheticOptions options)
    {
        PartModel model = PartCatalog.Find(category);
        int side = options.LongestSide ?? Math.Max(model.FullWidth, model.FullHeight);
        yield return new SyntheticJob($"{category}/calibration", [Path.Combine(category, "calibration")],
            () => WriteDescription(model, side, Path.Combine(options.Folder, category))) { IsScan = false };
        IEnumerable<(string Split, string Kind, int Index)> scans =
        [
            .. Enumerable.Range(0, options.Train).Select(index => ("train", "good", index)),
            .. Enumerable.Range(0, options.Validation).Select(index => ("validation", "good", index)),
            .. Enumerable.Range(0, options.TestGood).Select(index => ("test", "good", index)),
            .. Deal(model.Defects, options.TestDefective).Select(scan => ("test", scan.Kind, scan.Index)),
        ];
        foreach ((string split, string kind, int index) in scans)
        {
            string folder = Path.Combine(category, split, kind);
            string[] kinds = split == "test" ? ["rgb", "xyz", "gt"] : ["rgb", "xyz"];
            string number = index.ToString("D3", CultureInfo.InvariantCulture);
            string name = $"{category}/{split}/{kind}/{number}";
            yield return new SyntheticJob(name, [.. kinds.Select(part => Path.Combine(folder, part))], () => WriteScan(
                model, SyntheticScan.Make(model, kind, side, options.Seed, name),
                Path.Combine(options.Folder, folder), number, withTruth: split == "test"));
        }
    }

    /// <summary>Id of every single kind of defect of a category, counting down from 255 in the kinds' order.</summary>
    internal static ImmutableDictionary<string, byte> ClassIds(PartModel model)
        => model.Defects.Where(kind => kind != "combined").Select((kind, index) => (kind, index))
            .ToImmutableDictionary(pair => pair.kind, pair => (byte)(255 - pair.index));

    private static void WriteScan(PartModel model, SyntheticScan scan, string folder, string number, bool withTruth)
    {
        SensorReading reading = scan.Reading;
        (int width, int height) = (reading.Width, reading.Height);
        DatasetFile.Write(Path.Combine(folder, "xyz", number + ".tiff"),
            path => TiffWriter.WriteFloat(path, width, height, 3, reading.Xyz));
        DatasetFile.Write(Path.Combine(folder, "rgb", number + ".png"),
            path => PngWriter.Write(path, width, height, 3, reading.Rgb));
        if (!withTruth)
            return;
        ImmutableDictionary<string, byte> ids = ClassIds(model);
        byte[] truth = [.. scan.Mask.Select(id => id == 0 ? (byte)0 : ids[scan.Kinds[id - 1]])];
        DatasetFile.Write(Path.Combine(folder, "gt", number + ".png"),
            path => PngWriter.Write(path, width, height, 1, truth));
    }

    private static void WriteDescription(PartModel model, int side, string folder)
    {
        double scale = (double)side / Math.Max(model.FullWidth, model.FullHeight);
        int width = (int)Math.Round(model.FullWidth * scale), height = (int)Math.Round(model.FullHeight * scale);
        double pitch = FocalMetres / SyntheticScan.Focal(model, width);
        DatasetFile.WriteText(Path.Combine(folder, "calibration", "camera_parameters.json"), string.Create(
            CultureInfo.InvariantCulture, $$"""
            {"camera_type": "area_scan_division", "focus": {{FocalMetres}}, "kappa": 0.0, "sx": {{pitch:R}},
                "sy": {{pitch:R}}, "cx": {{(width - 1) / 2.0:0.0}}, "cy": {{(height - 1) / 2.0:0.0}},
                "image_width": {{width}}, "image_height": {{height}}}

            """));
        IEnumerable<string> ids = ClassIds(model).OrderByDescending(pair => pair.Value)
            .Select(pair => $"\"{pair.Value}\": \"{pair.Key}\"").Append("\"0\": \"good\"");
        DatasetFile.WriteText(Path.Combine(folder, "class_ids.json"), $"{{{string.Join(", ", ids)}}}\n");
        DatasetFile.WriteText(Path.Combine(folder, "readme.txt"), ReadMe + "\n");
        DatasetFile.WriteText(Path.Combine(folder, "license.txt"), "Simulated data; free for any use.\n");
    }
}
