using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Btf;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Geometry;

namespace Pipeline3D.Detection.Former;

/// <summary>Models of version 0.1 (<c>.p3dm</c>), read for one version more.</summary>
/// <remarks>They say how their features were made, but not what was done to the scans before: that is for the user to
/// know until the models are converted.</remarks>
public static class FormerModels
{
    /// <summary>Extension of those files.</summary>
    public const string Extension = ".p3dm";

    /// <summary>Reads one.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="category">The category that the index names.</param>
    /// <param name="kind">The kind that the index names.</param>
    /// <param name="features">How features were made, as the index says.</param>
    /// <param name="find">Gives a method by its id.</param>
    /// <returns>The model. Its recipe holds the method's own preparation alone.</returns>
    /// <exception cref="ModelFormatException">The file is damaged, or of a kind that never was.</exception>
    public static TrainedModel Load(Stream stream, string category, string kind, string features,
        Func<string, MethodRunner?> find)
    {
        (string method, MethodOptions options, object model, string hash) = kind switch
        {
            "patchcore" => Patches(ModelFile.Load(stream, kind), features),
            "btf-cloud" => BtfOnClouds(ModelFile.Load(stream, kind)),
            "patchcore-cloud" => PatchCoreOnClouds(ModelFile.Load(stream, kind)),
            "3d-st" => FormerStudents.Student(ModelFile.Load(stream, kind), features),
            "3d-st-teacher" => FormerStudents.TeacherEntry(ModelFile.Load(stream, kind)),
            _ => throw new ModelFormatException($"there is no kind of model '{kind}'", -1),
        };
        MethodRunner runner = find(method) ?? throw new ModelFormatException($"the method '{method}' is not here", -1);
        return TrainedModel.Of(runner, options, model, category, new Recipe([runner.StepOf(options)])
        {
            IsWhole = false,
        }, hash, 0);
    }

    /// <summary>Reads the teacher in a file of version 0.1.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of another kind.</exception>
    internal static TeacherModel Teacher(Stream stream)
        => FormerStudents.Teacher(ModelFile.Load(stream, "3d-st-teacher"));

    /// <summary>The words of a text such as <c>btf grid=224 pad=100</c>.</summary>
    internal static ImmutableDictionary<string, string> Words(string features) => features.Split(' ')
        .Where(word => word.Contains('=', StringComparison.Ordinal))
        .ToImmutableDictionary(word => word.Split('=')[0], word => word.Split('=')[1], StringComparer.Ordinal);

    /// <summary>The options that texts say.</summary>
    /// <exception cref="ModelFormatException">They are no options of that type.</exception>
    internal static T Options<T>(params (string Name, string Text)[] texts) where T : MethodOptions, new()
    {
        try
        {
            return OptionRecord.Read<T>(texts.ToDictionary(text => text.Name, text => text.Text,
                StringComparer.Ordinal));
        }
        catch (Exception cause) when (cause is FormatException or OptionsException)
        {
            throw new ModelFormatException(cause.Message, -1, cause);
        }
    }

    /// <summary>A word of an enumeration as files write it today.</summary>
    internal static string Word(string name) => OptionText.NameOf(name).Replace('_', '-');

    private static (string, MethodOptions, object, string) Patches(ModelFile file, string features)
    {
        ImmutableDictionary<string, string> words = Words(features);
        string[] normals = Part("normals").Split('/'), histograms = Part("histograms").Split('/');
        if (normals.Length != 2 || histograms.Length != 2)
            throw new ModelFormatException($"the index says of its features '{features}', which cannot be read", -1);
        PatchCoreFpfhOptions options = Options<PatchCoreFpfhOptions>(("features", Word(Part("features"))),
            ("grid_size", Part("grid")), ("patch_grid", Part("patches")), ("pad_multiple", Part("pad")),
            ("resize", Word(Part("resize"))), ("normal_radius", $"{normals[0]} m"),
            ("normal_neighbours", normals[1]), ("feature_radius", $"{histograms[0]} m"),
            ("feature_neighbours", histograms[1]), ("blur_sigma", file.Options["blur_sigma"]),
            ("coreset_fraction", file.Options["coreset_fraction"]), ("max_bank_rows", file.Options["coreset_most"]));
        return ("patchcore-fpfh", options, new MemoryBank(file.BankOf(options.FeatureLength)), file.DatasetHash);

        string Part(string name) => words.GetValueOrDefault(name) ?? throw new ModelFormatException(
            $"the index says of its features '{features}', which lacks '{name}'", -1);
    }

    private static (string, MethodOptions, object, string) BtfOnClouds(ModelFile file)
    {
        BtfCloudOptions options = Options<BtfCloudOptions>(("features", Word(file.Options["features"])),
            ("voxel_size", file.Options["voxel_size"]), ("bank_step", file.Options["bank_step"]),
            ("query_step", file.Options["query_step"]), ("min_samples", file.Options["min_samples"]));
        return ("btf-cloud", options, new MemoryBank(file.BankOf(CloudExtractor.LengthOf(options.Features))),
            file.DatasetHash);
    }

    private static (string, MethodOptions, object, string) PatchCoreOnClouds(ModelFile file)
    {
        PatchCoreCloudOptions options = Options<PatchCoreCloudOptions>(("features", Word(file.Options["features"])),
            ("voxel_size", file.Options["voxel_size"]), ("max_bank_rows", file.Options["bank_size"]),
            ("register", file.Options["register"] == "1" ? "true" : "false"),
            ("seed", file.Seed.ToString(CultureInfo.InvariantCulture)));
        var bank = new MemoryBank(file.BankOf(CloudExtractor.LengthOf(options.Features)));
        CloudTemplate? template = !options.Register ? null : new CloudTemplate(PointCloud.FromInterleaved(
            file.Matrix("template").Values), options.VoxelSize, 0, default);
        return ("patchcore-cloud", options, new CloudBank(bank, template), file.DatasetHash);
    }
}
