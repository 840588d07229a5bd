using Pipeline3D.Geometry;

namespace Pipeline3D.Detection;

/// <summary>Options of <see cref="PatchCoreCloudModel"/>; the defaults are those of the Real3D-AD benchmark,
/// millimetres.</summary>
public sealed record PatchCoreCloudOptions
{
    /// <summary>What a point is described with. Default FPFH.</summary>
    public CloudFeatures Features { get; init; } = CloudFeatures.Fpfh;

    /// <summary>Sets the radii: normals 2, histograms 5 voxels; in the unit of the clouds. Default 0.5 mm.</summary>
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>Rows that the bank keeps of all training points. Default 10,000.</summary>
    public int BankSize { get; init; } = 10_000;

    /// <summary>Whether every cloud is laid on the first training cloud before it is described. Matters for raw
    /// coordinates; FPFH does not see the pose. Default false; the benchmark does it.</summary>
    public bool Register { get; init; }

    /// <summary>Seed of the coreset and of the registration. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(PatchCoreCloudOptions));
        problems.Require(Enum.IsDefined(Features), Features, "must be Fpfh, Raw or FpfhRaw");
        problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0, VoxelSize, "must be a finite number above 0");
        problems.Require(BankSize >= 1, BankSize, "must be at least 1");
        problems.ThrowIfAny();
    }

    /// <summary>The search of the registration: distances are 1.5 voxels.</summary>
    internal RegistrationOptions Registration => new() { Distance = 1.5 * VoxelSize, Seed = Seed };

    internal Dictionary<string, string> ToText() => new()
    {
        ["features"] = Features.ToString(),
        ["voxel_size"] = OptionReader.Text(VoxelSize),
        ["bank_size"] = OptionReader.Text(BankSize),
        ["register"] = OptionReader.Text(Register ? 1 : 0),
    };

    internal static PatchCoreCloudOptions FromText(OptionReader text, long seed)
        => OptionReader.Checked(new PatchCoreCloudOptions
        {
            Features = text.Choice<CloudFeatures>("features"),
            VoxelSize = text.Double("voxel_size"),
            BankSize = text.Int32("bank_size"),
            Register = text.Int32("register") != 0,
            Seed = seed,
        }, options => options.Validate());
}
