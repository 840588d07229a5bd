using Pipeline3D.Geometry;

namespace Pipeline3D.Detection;

/// <summary>A 3D-ST model as a model file.</summary>
internal static class ThreeDStFile
{
    public static void Write(ThreeDStModel model, ReadOnlySpan<float> student, Stream stream)
    {
        TeacherModel teacher = model.Teacher;
        var options = new Dictionary<string, string>(ShapeText.Write(teacher.Shape, ""), StringComparer.Ordinal)
        {
            ["teacher_kind"] = teacher.Kind.ToString(),
            ["teacher_hash"] = teacher.DatasetHash,
            ["teacher_seed"] = OptionReader.Text(teacher.Seed),
            ["neighbours"] = OptionReader.Text(model.Neighbours),
            ["scale"] = OptionReader.Text(model.Scale),
            ["epochs"] = OptionReader.Text(model.Options.Epochs),
            ["best_epoch"] = OptionReader.Text(model.BestEpoch),
        };
        foreach ((string key, string value) in model.Options.ToText())
            options[key] = value;
        var matrices = new Dictionary<string, FeatureMatrix>(StringComparer.Ordinal)
        {
            ["student"] = new(1, student.Length, student.ToArray()),
            ["mean"] = new(1, model.Whitening.Mean.Length, Array.ConvertAll(model.Whitening.Mean, v => (float)v)),
            ["deviation"] = new(1, model.Whitening.Mean.Length,
                Array.ConvertAll(model.Whitening.Deviation, v => (float)v)),
        };
        if (teacher.Kind != TeacherKind.Fpfh)
            matrices["teacher"] = new(1, teacher.Weights.Length, teacher.Weights.ToArray());
        new ModelFile(ThreeDStModel.Method, model.DatasetHash, model.Options.Seed, options, matrices).Save(stream);
    }

    public static ThreeDStModel Read(Stream stream)
    {
        ModelFile file = ModelFile.Load(stream, ThreeDStModel.Method);
        var text = new OptionReader(file.Options);
        NetworkShape shape = ShapeText.Read(text, "");
        var options = OptionReader.Checked(new StudentOptions
        {
            Epochs = text.Int32("epochs"),
            LearningRate = text.Double("learning_rate"),
            WeightDecay = text.Double("weight_decay"),
            AugmentRotation = file.Options.GetValueOrDefault("augment_rotation") == "true",
            Score = text.Choice<ScoreForm>("score"),
            Domain = text.Choice<MapDomain>("domain"),
            Seed = file.Seed,
        }, found => found.Validate());
        double scale = text.Double("scale");
        try
        {
            TeacherModel teacher = text.Choice<TeacherKind>("teacher_kind") == TeacherKind.Fpfh
                ? TeacherModel.FromFpfh(shape)
                : TeacherModel.Pretrained(shape, file.Matrix("teacher").Values, seed: text.Int64("teacher_seed"),
                    datasetHash: file.Options.GetValueOrDefault("teacher_hash", ""))
                    .As(text.Choice<TeacherKind>("teacher_kind"));
            var whitening = new Whitening(Doubles(file, "mean", shape), Doubles(file, "deviation", shape));
            DescriptorNetwork.InverseOf(scale);
            return new ThreeDStModel(teacher, file.Matrix("student").Values, whitening, scale,
                text.Int32("neighbours"), options, file.DatasetHash, text.Int32("best_epoch"));
        }
        catch (ArgumentException cause)
        {
            throw new ModelFormatException(cause.Message, -1, cause);
        }
    }

    private static double[] Doubles(ModelFile file, string name, NetworkShape shape)
    {
        float[] values = file.Matrix(name).Values;
        return values.Length == shape.Outputs ? Array.ConvertAll(values, value => (double)value)
            : throw new ModelFormatException(
                $"'{name}' has {values.Length} values, a descriptor of this model {shape.Outputs}", -1);
    }
}
