using Pipeline3D.Detection;

namespace Pipeline3D.Blocks;

/// <summary>Finds pretrained teachers.</summary>
internal static class TeacherFiles
{
    private const string Shipped = "Pipeline3D.Blocks.3d-st-teacher.p3dm";

    private static readonly string[] Foreign = [".pt", ".pth", ".npz", ".safetensors"];

    /// <summary>Loads a teacher's file, or weights that others trained; the one within the program for an empty
    /// path.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is no teacher.</exception>
    public static TeacherModel Load(string path)
    {
        if (path.Length > 0 && !File.Exists(path))
            throw new FileNotFoundException($"there is no teacher {path}; make one by "
                + "'pipeline3d run pipelines/batch/3d-st-pretrain.yaml', or leave the option out for the one that "
                    + "comes with the program");
        if (Foreign.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            using DescriptorNetwork network = NetworkWeights.Read(path);
            return TeacherModel.Pretrained(network.Shape, network.Weights,
                provenance: new Dictionary<string, string> { ["weights"] = Path.GetFileName(path) });
        }
        using Stream stream = path.Length > 0 ? File.OpenRead(path)
            : typeof(TeacherFiles).Assembly.GetManifestResourceStream(Shipped)
                ?? throw new FileNotFoundException("this build holds no teacher; give the file of one");
        return TeacherModel.Load(stream);
    }
}
