using System.Collections.Immutable;

namespace Pipeline3D.Data.Synthetic;

/// <summary>What a synthetic dataset holds. Equal options, equal bytes: at any parallelism, on any day.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Folder to write into; made when it is missing. It must be empty, or an earlier synthetic dataset, which
    /// is replaced.</summary>
    public required string Folder { get; init; }

    /// <summary>Whose files to imitate. Default MVTec 3D-AD.</summary>
    public SyntheticLayout Layout { get; init; } = SyntheticLayout.Mvtec3d;

    /// <summary>Categories to write, see <see cref="SyntheticDataset.Categories(SyntheticOptions)"/>. Default empty =
    /// all.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Pixels of an image's longer side, at least 64; null for the original's size. Default 224.</summary>
    /// <remarks>For image layouts. Eyecandies readers assume 512; a smaller image keeps the field of view, not the
    /// focal length in pixels.</remarks>
    public int? LongestSide
    {
        get;
        init => field = value is null or (>= 64 and <= 4096) ? value : throw new ArgumentOutOfRangeException(
            nameof(LongestSide), value, "the longer side of an image must have 64 to 4096 pixels for defects to show");
    } = 224;

    /// <summary>Points per cloud, at least 2000. Default 20,000; Real3D-AD's templates hold twice as many. For cloud
    /// layouts.</summary>
    public int Points
    {
        get;
        init => field = value is >= 2000 and <= 5_000_000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Points), value, "a cloud must have 2000 to 5,000,000 points");
    } = 20_000;

    /// <summary>Good training scans per category. Default 30. The cloud layouts always have the four templates of the
    /// originals.</summary>
    public int Train { get; init => field = NotNegative(value, nameof(Train)); } = 30;

    /// <summary>Good validation scans per category. Default 4. The cloud layouts have none.</summary>
    public int Validation { get; init => field = NotNegative(value, nameof(Validation)); } = 4;

    /// <summary>Good test scans per category. Default 10.</summary>
    public int TestGood { get; init => field = NotNegative(value, nameof(TestGood)); } = 10;

    /// <summary>Defective test scans per category, dealt in turn to the category's kinds of defects. Default
    /// 10.</summary>
    public int TestDefective { get; init => field = NotNegative(value, nameof(TestDefective)); } = 10;

    /// <summary>Folder of meshes to make the scans of: OFF, OBJ, PLY and STL files at any depth, each a category.
    /// Default empty: shapes are made. For <see cref="SyntheticLayout.AnomalyShapeNet"/>.</summary>
    public string Meshes { get; init; } = "";

    /// <summary>Meshes to take of each folder right below <see cref="Meshes"/>, in the order of their names; 0 = all.
    /// Default 1. Those in the folder itself are all taken.</summary>
    public int ShapesPerFolder { get; init => field = NotNegative(value, nameof(ShapesPerFolder)); } = 1;

    /// <summary>Told what was mended of each mesh, or looks wrong in it; changes nothing. Default: nobody.</summary>
    public IProgress<string>? Remarks { get; init; }

    /// <summary>Seed of everything that varies. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Scans made at the same time, at least 1; changes nothing but the speed. Default: the number of
    /// processors.</summary>
    public int Parallelism
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, "at least one scan is made at a time");
    } = Environment.ProcessorCount;

    /// <summary>The demonstration dataset: bagel, cable_gland and potato in MVTec 3D-AD's layout at 224 pixels, 30
    /// scans to train on and 20 to test, half of them good; made in seconds.</summary>
    public static SyntheticOptions Demo(string folder)
        => new() { Folder = folder, Categories = ["bagel", "cable_gland", "potato"], Validation = 10 };

    private static int NotNegative(int value, string name)
        => value is >= 0 and <= 1000 ? value
            : throw new ArgumentOutOfRangeException(name, value,
                "this number lies between 0 and 1000 (three digits)");
}
