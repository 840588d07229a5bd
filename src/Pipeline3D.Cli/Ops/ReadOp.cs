using System.CommandLine;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Ops;

/// <summary>The op <c>read</c>: any supported image or cloud as arrays.</summary>
internal static class ReadOp
{
    public static Command Make(CliConsole console)
    {
        var file = CliOptions.Required<string>("--file",
            "An image or a cloud of any supported format; or a folder, whose files are all read, one per thread.");
        var output = OpArguments.Target("--out",
            "The array as stored: images [H, W] or [H, W, C], clouds float32 [n, 3], float64 far from the origin.");
        var fields = CliOptions.Maybe<string>("--fields",
            "Folder to write every further field of a cloud to, as NAME.npy.", "DIR");
        var command = new Command("read", "Read an image or a cloud.") { file, output, fields };
        var run = new OpRun(command, console);
        command.SetAction(parse =>
        {
            string path = parse.GetRequiredValue(file);
            if (Directory.Exists(path))
                return ReadFolder(run, parse, path);
            if (!File.Exists(path))
                throw new UsageException($"there is no file {path}");
            string extension = Path.GetExtension(path).ToLowerInvariant();
            try
            {
                return IsImage(path)
                    ? run.Measure(parse, new FileInfo(path).Length, _ => ScanFormats.Own.ReadImage(path),
                        image => Write(image, parse.GetValue(output)), image => Describe(image, extension))
                    : run.Measure(parse, new FileInfo(path).Length, _ => ScanFormats.Own.ReadCloud(path),
                        cloud => Write(cloud, parse.GetValue(output), parse.GetValue(fields)),
                            cloud => Describe(cloud, extension));
            }
            catch (FormatException3D cause)
            {
                throw new UsageException(cause.Message, cause);
            }
        });
        return command;
    }

    /// <summary>Reads every image and cloud right in a folder; nothing is written.</summary>
    private static int ReadFolder(OpRun run, ParseResult parse, string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder)
            .Where(path => Path.GetFileName(path)[0] != '.' && (IsImage(path) || IsCloud(path)))
            .Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new UsageException($"the folder {folder} holds no file of a supported format");
        try
        {
            return run.Measure(parse, files.Length, threads =>
            {
                long bytes = 0;
                var remarks = new string[files.Length][];
                Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = threads },
                    i => Interlocked.Add(ref bytes, Decode(files[i], out remarks[i])));
                return (Bytes: bytes, Remarks: remarks.SelectMany(of => of));
            }, _ => { }, read => WithRemarks(new JsonObject
            {
                ["files"] = files.Length, ["decoded_bytes"] = read.Bytes,
            }, read.Remarks));
        }
        catch (AggregateException several) when (several.InnerException is FormatException3D cause)
        {
            throw new UsageException(cause.Message, cause);
        }
    }

    // An array file has an op's form already and is read as a cloud of rows.
    private static bool IsImage(string path) => ScanFormats.Own.Find(path) is IImageFormat and not NpyFormat;

    private static bool IsCloud(string path) => ScanFormats.Own.Find(path) is ICloudFormat;

    private static long Decode(string path, out string[] remarks)
    {
        remarks = [];
        if (IsImage(path))
            return ScanFormats.Own.ReadImage(path).Data.Length;
        CloudFile cloud = ScanFormats.Own.ReadCloud(path);
        remarks = [.. cloud.Remarks.Select(remark => $"{Path.GetFileName(path)}: {remark}")];
        return 12L * cloud.Points.Count;
    }

    private static int[] ShapeOf(RasterImage image)
        => image.Channels == 1 ? [image.Height, image.Width] : [image.Height, image.Width, image.Channels];

    private static void Write(RasterImage image, string? path)
    {
        if (image.Type == SampleType.UInt8)
            OpOutput.Write<byte>(path, image.Bytes, ShapeOf(image));
        else if (image.Type == SampleType.UInt16)
            OpOutput.Write<ushort>(path, image.Words, ShapeOf(image));
        else
            OpOutput.Write<float>(path, image.Floats, ShapeOf(image));
    }

    private static JsonObject Describe(RasterImage image, string extension) => new()
    {
        ["format"] = extension[1..],
        ["shape"] = new JsonArray([.. ShapeOf(image).Select(length => (JsonNode)length)]),
        ["dtype"] = image.Type.ToString().ToLowerInvariant(),
    };

    private static void Write(CloudFile cloud, string? path, string? folder)
    {
        int n = cloud.Points.Count;
        if (path is not null && cloud.Offset != default)
            new NpyFormat().Write(path, cloud with { Width = n, Height = 1 });
        else
            OpOutput.Write<float>(path, cloud.Points.ToInterleaved(), n, 3);
        if (folder is null)
            return;
        Directory.CreateDirectory(folder);
        if (cloud.Normals is not null)
            OpOutput.Write<float>(Path.Combine(folder, "normal.npy"), cloud.Normals.ToInterleaved(), n, 3);
        if (cloud.Rgb is not null)
            OpOutput.Write<byte>(Path.Combine(folder, "rgb.npy"), cloud.Rgb, n, 3);
        foreach ((string name, float[] values) in cloud.Fields)
            OpOutput.Write<float>(Path.Combine(folder, $"{Path.GetFileName(name)}.npy"), values, values.Length);
    }

    private static JsonObject Describe(CloudFile cloud, string extension)
        => WithRemarks(FactsOf(cloud, extension), cloud.Remarks);

    private static JsonObject WithRemarks(JsonObject facts, IEnumerable<string> remarks)
    {
        if (remarks.Any())
            facts["remarks"] = new JsonArray([.. remarks.Select(remark => (JsonNode)remark)]);
        return facts;
    }

    private static JsonObject FactsOf(CloudFile cloud, string extension) => new()
    {
        ["format"] = extension[1..],
        ["shape"] = new JsonArray(cloud.Points.Count, 3),
        ["dtype"] = cloud.Offset == default ? "float32" : "float64",
        ["width"] = cloud.Width,
        ["height"] = cloud.Height,
        ["fields"] = new JsonArray([.. cloud.Fields.Keys.Select(name => (JsonNode)name)]),
        ["triangles"] = cloud.Triangles.Length / 3,
    };
}
