using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt;
using Pipeline3D.Detection.ThreeDSt.Network;
using Pipeline3D.Detection.ThreeDSt.Scoring;
using Pipeline3D.Detection.ThreeDSt.Teachers;

namespace Pipeline3D.Detection.Former;

/// <summary>Students and teachers of 3D-ST of version 0.1.</summary>
internal static class FormerStudents
{
    public static (string, MethodOptions, object, string) Student(ModelFile file, string features)
    {
        var text = new OptionReader(file.Options);
        NetworkShape shape = ShapeText.Read(text, "");
        ImmutableDictionary<string, string> words = FormerModels.Words(features);
        TeacherKind kind = text.Choice<TeacherKind>("teacher_kind");
        ThreeDStOptions options = FormerModels.Options<ThreeDStOptions>(
            ("points", words.GetValueOrDefault("points", "0")), ("neighbours", file.Options["neighbours"]),
            ("teacher_kind", FormerModels.Word(kind.ToString())),
            ("epochs", file.Options["epochs"]), ("learning_rate", file.Options["learning_rate"]),
            ("weight_decay", file.Options["weight_decay"]),
            ("augment_rotation", file.Options.GetValueOrDefault("augment_rotation", "false")),
            ("score", FormerModels.Word(file.Options["score"])), ("domain", FormerModels.Word(file.Options["domain"])),
            // A student's seed was its run's and one more.
            ("seed", (file.Seed - 1).ToString(CultureInfo.InvariantCulture)));
        try
        {
            TeacherModel teacher = kind == TeacherKind.Fpfh ? TeacherModel.FromFpfh(shape)
                : TeacherModel.Pretrained(shape, file.Matrix("teacher").Values, seed: text.Int64("teacher_seed"),
                    datasetHash: file.Options.GetValueOrDefault("teacher_hash", "")).As(kind);
            var whitening = new Whitening(Doubles("mean"), Doubles("deviation"));
            double scale = text.Double("scale");
            DescriptorNetwork.InverseOf(scale);
            return ("3d-st", options, new ThreeDStModel(teacher, file.Matrix("student").Values, whitening, scale,
                text.Int32("neighbours"), options, text.Int32("best_epoch")), file.DatasetHash);
        }
        catch (ArgumentException cause)
        {
            throw new ModelFormatException(cause.Message, -1, cause);
        }

        double[] Doubles(string name)
        {
            float[] values = file.Matrix(name).Values;
            return values.Length == shape.Outputs ? Array.ConvertAll(values, value => (double)value)
                : throw new ModelFormatException(
                    $"'{name}' has {values.Length} values, a descriptor of this model {shape.Outputs}", -1);
        }
    }

    public static TeacherModel Teacher(ModelFile file)
    {
        var text = new OptionReader(file.Options);
        NetworkShape shape = ShapeText.Read(text, "");
        float[] weights = file.Matrix("weights").Values;
        OptionReader.Checked(weights, values => new NetworkLayout(shape).Require(values));
        return TeacherModel.Pretrained(shape, weights, text.Int32("neighbours"), text.Double("scene_scale"), file.Seed,
            file.DatasetHash, file.Options.Where(pair => pair.Key.StartsWith("provenance.", StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key["provenance.".Length..], pair => pair.Value));
    }

    public static (string, MethodOptions, object, string) TeacherEntry(ModelFile file)
    {
        TeacherModel teacher = Teacher(file);
        ThreeDStTeacherOptions options = FormerModels.Options<ThreeDStTeacherOptions>(
            ("neighbours", OptionReader.Text(teacher.Neighbours)), ("width", OptionReader.Text(teacher.Shape.Width)),
            ("blocks", OptionReader.Text(teacher.Shape.Blocks)),
            ("seed", file.Seed.ToString(CultureInfo.InvariantCulture)));
        return ("3d-st-teacher", options, teacher, file.DatasetHash);
    }
}
