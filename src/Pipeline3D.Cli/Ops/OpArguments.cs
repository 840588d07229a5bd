using System.CommandLine;
using System.Globalization;
using Pipeline3D.Data.Formats;
using Pipeline3D.Geometry;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Cli.Ops;

/// <summary>Reads the arrays that ops work on; every mismatch is one clear sentence.</summary>
internal static class OpArguments
{
    /// <summary>A required option that names a .npy file.</summary>
    public static Option<string> File(string name, string description) => new(name) { Description = description,
        Required = true, HelpName = "FILE.npy" };

    /// <summary>An optional option that names a file to write.</summary>
    public static Option<string?> Target(string name, string description) => new(name) { Description = description,
        HelpName = "FILE.npy" };

    /// <summary>Points [n, 3] with their offset: those of float64 far from the origin are relative to it, as of every
    /// cloud that is read.</summary>
    public static CloudFile Cloud(string path)
    {
        NpyArray array = Triples(path);
        float[] values = Floats(array, path, mustBeFinite: true);
        return array.Data is float[] ? new CloudFile
        {
            Points = PointCloud.FromInterleaved(values), Width = array.Shape[0], Height = 1,
        } : Arrays.Parse(System.IO.File.ReadAllBytes(path), path, FormatLimits.Default);
    }

    /// <summary>A scan [H, W, 3] for a preset; pixels without a reading are (0,0,0) or not finite.</summary>
    public static CloudFile Grid(string path)
    {
        NpyArray scan = Read(path);
        if (scan.Shape is not [> 0, > 0, 3])
            throw new UsageException($"{path} has shape {Shape(scan)}; a preset takes a scan [H, W, 3]");
        Floats(scan, path, mustBeFinite: false);
        return Arrays.Parse(System.IO.File.ReadAllBytes(path), path, FormatLimits.Default);
    }

    // The file may be called otherwise than its format.
    private static ICloudFormat Arrays => (ICloudFormat)ScanFormats.Own.Find(".npy")!;

    /// <summary>Points [n, 3] relative to the offset of another cloud.</summary>
    public static PointCloud PointsFrom(string path, Vector3d offset)
    {
        NpyArray array = Triples(path);
        float[] values = Floats(array, path, mustBeFinite: true);
        if (offset == default)
            return PointCloud.FromInterleaved(values);
        double[] axes = [offset.X, offset.Y, offset.Z];
        return PointCloud.FromInterleaved([.. array.To<double>().Select((value, i) => (float)(value - axes[i % 3]))]);
    }

    /// <summary>Directions [n, 3].</summary>
    public static PointCloud Directions(string path) => PointsFrom(path, default);

    private static NpyArray Triples(string path)
    {
        NpyArray array = Read(path);
        if (array.Shape is not [_, 3])
            throw new UsageException($"{path} has shape {Shape(array)}; points have shape [n, 3]");
        return array.Shape[0] > 0 ? array : throw new UsageException($"{path} holds no point");
    }

    /// <summary>A matrix [n, d].</summary>
    public static FeatureMatrix Matrix(string path)
    {
        NpyArray array = Read(path);
        if (array.Shape is not [> 0, > 0])
            throw new UsageException($"{path} has shape {Shape(array)}; a matrix [n, d] with at least one row is "
                + "needed");
        return new FeatureMatrix(array.Shape[0], array.Shape[1], Floats(array, path, mustBeFinite: true));
    }

    /// <summary>An array of numbers with a given number of axes; 0 = any.</summary>
    public static NpyArray Read(string path, int axes = 0)
    {
        if (!System.IO.File.Exists(path))
            throw new UsageException($"there is no file {path}");
        NpyArray array;
        try
        {
            array = NpyReader.Read(path);
        }
        catch (FormatException3D cause)
        {
            throw new UsageException(cause.Message, cause);
        }
        return axes == 0 || array.Shape.Length == axes ? array
            : throw new UsageException($"{path} has shape {Shape(array)}; {axes} axes are needed");
    }

    /// <summary>The elements as float32.</summary>
    public static float[] Floats(NpyArray array, string path, bool mustBeFinite)
    {
        if (array.ElementType != typeof(float) && array.ElementType != typeof(double))
            throw new UsageException($"{path} holds {array.ElementType.Name}; float32 or float64 is needed");
        float[] values = array.To<float>();
        int bad = mustBeFinite ? Array.FindIndex(values, value => !float.IsFinite(value)) : -1;
        return bad < 0 ? values : throw new UsageException(
            $"{path}: element {bad} is {values[bad]}; only finite numbers can be used");
    }

    /// <summary>Numbers separated by commas.</summary>
    public static double[] Numbers(string text, int count, string option)
    {
        string[] parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
                throw new UsageException($"{option} is '{text}'; {count} numbers separated by commas are needed");
        return numbers.Length == count ? numbers
            : throw new UsageException($"{option} is '{text}'; {count} numbers separated by commas are needed");
    }

    /// <summary>The shape as people write it.</summary>
    public static string Shape(NpyArray array) => $"[{string.Join(", ", array.Shape)}]";
}
