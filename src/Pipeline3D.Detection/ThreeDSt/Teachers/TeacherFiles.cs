using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Former;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Fcgf;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.PpfFoldNet;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.ThreeDSt.Teachers;

/// <summary>Finds pretrained teachers.</summary>
internal static class TeacherFiles
{
    private const string Shipped = "Pipeline3D.Detection.3d-st-teacher.safetensors";

    /// <summary>Loads a teacher's file, or weights that others trained; the one within the program for an empty
    /// path.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is no teacher.</exception>
    public static TeacherModel Load(string path)
    {
        if (path.Length == 0)
            return WithTheProgram();
        if (!File.Exists(path))
            throw new FileNotFoundException($"there is no teacher {path}; make one by "
                + "'pipeline3d run pipelines/batch/3d-st-pretrain.yaml', or leave the option out for the one that "
                + "comes with the program");
        if (string.Equals(Path.GetExtension(path), FormerModels.Extension, StringComparison.OrdinalIgnoreCase))
        {
            using FileStream former = File.OpenRead(path);
            return FormerModels.Teacher(former);
        }
        return IsOurs(path) ? ArtifactFile.Read(path, (about, file) => about.Method == "3d-st-teacher"
            ? ThreeDStFile.ReadTeacher(file)
            : throw file.Error($"it is a model of '{about.Method}'; a teacher is needed")) : OfOthers(path);
    }

    /// <summary>Loads a learnt descriptor of others.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It holds something else.</exception>
    public static IForeignTeacher LoadForeign(TeacherKind kind, string path)
    {
        string method = kind == TeacherKind.Fcgf ? "fcgf" : "ppf-foldnet";
        if (!File.Exists(path))
            throw new FileNotFoundException($"there is no file '{path}' of {method}; give one that fit.{method} wrote "
                + $"as 'teacher', see pipelines/batch/3d-st-{method}.yaml");
        return ArtifactFile.Read(path, (about, file) => about.Method != method
            ? throw file.Error($"it is a model of '{about.Method}'; one of '{method}' is needed")
            : kind == TeacherKind.Fcgf ? (IForeignTeacher)FcgfModel.Read(file) : PpfFoldNetModel.Read(file));
    }

    // Model files are read by their path, so what lies in the assembly is one for a moment.
    private static TeacherModel WithTheProgram()
    {
        using Stream shipped = typeof(TeacherFiles).Assembly.GetManifestResourceStream(Shipped)
            ?? throw new FileNotFoundException("this build holds no teacher; give the file of one");
        string copy = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.safetensors");
        try
        {
            using (FileStream file = File.Create(copy))
                shipped.CopyTo(file);
            return ArtifactFile.Read(copy, (_, file) => ThreeDStFile.ReadTeacher(file));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static bool IsOurs(string path)
    {
        using WeightFile file = WeightFile.Open(path);
        return file.Metadata.ContainsKey("format_version");
    }

    private static TeacherModel OfOthers(string path)
    {
        using DescriptorNetwork network = NetworkWeights.Read(path);
        return TeacherModel.Pretrained(network.Shape, network.Weights,
            provenance: new Dictionary<string, string> { ["weights"] = Path.GetFileName(path) });
    }
}
