namespace Pipeline3D.Detection;

/// <summary>Options of <see cref="BtfCloudModel"/>; the defaults are those of the Real3D-AD benchmark,
/// millimetres.</summary>
public sealed record BtfCloudOptions
{
    /// <summary>What a point is described with. Default FPFH.</summary>
    public CloudFeatures Features { get; init; } = CloudFeatures.Fpfh;

    /// <summary>Sets the radii: normals 2, histograms 5 voxels; in the unit of the clouds. Default 0.5 mm.</summary>
    public double VoxelSize { get; init; } = 0.5;

    /// <summary>Every so many points of a training cloud one goes to the bank. Default 100.</summary>
    public int BankStep { get; init; } = 100;

    /// <summary>Every so many points of a test cloud one is scored; the others take the score of the nearest. Default
    /// 500.</summary>
    public int QueryStep { get; init; } = 500;

    /// <summary>On small clouds the steps shrink until at least so many points are taken. Default 1000; the reference,
    /// made for clouds of hundreds of thousands of points, has no such rule: 1 switches it off.</summary>
    public int MinSamples { get; init; } = 1000;

    /// <summary>Fails with one error that names every option out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        var problems = new OptionProblems(nameof(BtfCloudOptions));
        problems.Require(Enum.IsDefined(Features), Features, "must be Fpfh, Raw or FpfhRaw");
        problems.Require(double.IsFinite(VoxelSize) && VoxelSize > 0, VoxelSize, "must be a finite number above 0");
        problems.Require(BankStep >= 1, BankStep, "must be at least 1");
        problems.Require(QueryStep >= 1, QueryStep, "must be at least 1");
        problems.Require(MinSamples >= 1, MinSamples, "must be at least 1");
        problems.ThrowIfAny();
    }

    /// <summary>Indices of the points taken from a cloud: 0, step, 2 step and so on.</summary>
    internal int[] Sample(int count, int step)
    {
        int used = Math.Max(1, Math.Min(step, count / MinSamples));
        var indices = new int[(count + used - 1) / used];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = i * used;
        return indices;
    }

    internal Dictionary<string, string> ToText() => new()
    {
        ["features"] = Features.ToString(),
        ["voxel_size"] = OptionReader.Text(VoxelSize),
        ["bank_step"] = OptionReader.Text(BankStep),
        ["query_step"] = OptionReader.Text(QueryStep),
        ["min_samples"] = OptionReader.Text(MinSamples),
    };

    internal static BtfCloudOptions FromText(OptionReader text) => OptionReader.Checked(new BtfCloudOptions
    {
        Features = text.Choice<CloudFeatures>("features"),
        VoxelSize = text.Double("voxel_size"),
        BankStep = text.Int32("bank_step"),
        QueryStep = text.Int32("query_step"),
        MinSamples = text.Int32("min_samples"),
    }, options => options.Validate());
}
