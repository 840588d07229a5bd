using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Fcgf;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.PpfFoldNet;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;

namespace Pipeline3D.Detection.ThreeDSt;

/// <summary>Students and teachers of 3D-ST as tensors of a model file.</summary>
internal static class ThreeDStFile
{
    private const string Student = "student", Teacher = "teacher", Mean = "mean", Deviation = "deviation",
        Weights = "weights", Provenance = "provenance";

    public static void Write(ThreeDStModel model, ArtifactWriter file)
    {
        TeacherModel teacher = model.Teacher;
        WriteShape(teacher, file);
        file.AddText("teacher_hash", teacher.DatasetHash);
        file.AddText("scale", OptionReader.Text(model.Scale));
        file.AddText("neighbours", OptionReader.Text(model.Neighbours));
        file.AddText("best_epoch", OptionReader.Text(model.BestEpoch));
        file.Add(Student, model.StudentNumbers.ToArray());
        file.Add(Mean, Array.ConvertAll(model.Whitening.Mean, value => (float)value));
        file.Add(Deviation, Array.ConvertAll(model.Whitening.Deviation, value => (float)value));
        if (teacher.Foreign is { } foreign)
            foreign.Write(file);
        else if (teacher.Kind != TeacherKind.Fpfh)
            file.Add(Teacher, teacher.Weights.ToArray());
    }

    public static ThreeDStModel Read(ArtifactReader file, ThreeDStOptions options)
    {
        (TeacherKind kind, NetworkShape shape, long seed) = ReadShape(file);
        TeacherModel teacher = kind switch
        {
            TeacherKind.Fpfh => TeacherModel.FromFpfh(shape),
            TeacherKind.Fcgf => TeacherModel.FromForeign(shape, FcgfModel.Read(file)),
            TeacherKind.PpfFoldnet => TeacherModel.FromForeign(shape, PpfFoldNetModel.Read(file)),
            _ => TeacherModel.Pretrained(shape, file.Floats(Teacher), seed: seed, datasetHash:
                file.Text("teacher_hash")).As(kind),
        };
        double scale = file.Double("scale");
        DescriptorNetwork.InverseOf(scale);
        return new ThreeDStModel(teacher, file.Floats(Student), new Whitening(Doubles(Mean), Doubles(Deviation)), scale,
            file.Int32("neighbours"), options, file.Int32("best_epoch"));

        double[] Doubles(string name) => Array.ConvertAll(file.Floats(name, shape.Outputs), value => (double)value);
    }

    public static void WriteTeacher(TeacherModel teacher, ArtifactWriter file)
    {
        WriteShape(teacher, file);
        file.AddText("neighbours", OptionReader.Text(teacher.Neighbours));
        file.AddText("scene_scale", OptionReader.Text(teacher.SceneScale));
        file.AddText("scenes_hash", teacher.DatasetHash);
        foreach ((string key, string value) in teacher.Provenance)
            file.AddText($"{Provenance}.{key}", value);
        file.Add(Weights, teacher.Weights.ToArray());
    }

    public static TeacherModel ReadTeacher(ArtifactReader file)
    {
        (_, NetworkShape shape, long seed) = ReadShape(file);
        return TeacherModel.Pretrained(shape, file.Floats(Weights), file.Int32("neighbours"),
            file.Double("scene_scale"),
            seed, file.Text("scenes_hash"), file.TextsBelow(Provenance));
    }

    private static void WriteShape(TeacherModel teacher, ArtifactWriter file)
    {
        foreach ((string name, string text) in ShapeText.Write(teacher.Shape, ""))
            file.AddText(name, text);
        file.AddText("teacher_kind", teacher.Kind.ToString());
        file.AddText("teacher_seed", OptionReader.Text(teacher.Seed));
    }

    private static (TeacherKind Kind, NetworkShape Shape, long Seed) ReadShape(ArtifactReader file)
    {
        var shape = new NetworkShape
        {
            Width = file.Int32("width"),
            Blocks = file.Int32("blocks"),
            HeadOutputs = file.Int32("head_outputs"),
            Encoding = Enum.TryParse(file.Text("encoding"), out NeighbourEncoding encoding) ? encoding
                : throw file.Error($"there is no encoding '{file.Text("encoding")}'"),
        };
        shape.Validate();
        TeacherKind kind = Enum.TryParse(file.Text("teacher_kind"), out TeacherKind found) ? found
            : throw file.Error($"there is no kind of teacher '{file.Text("teacher_kind")}'");
        return long.TryParse(file.Text("teacher_seed"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out long seed) ? (kind, shape, seed) : throw file.Error($"teacher_seed is '{file.Text("teacher_seed")}'");
    }
}
