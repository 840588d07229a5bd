using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Geometry.Grids;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Ast;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Ast;

/// <summary>A teacher and a student of normal scans.</summary>
public sealed class AstModel : IDisposable
{
    private const string TeacherPrefix = "teacher.", StudentPrefix = "student.", ColourName = "colour_channels";
    private readonly AstNetworks _networks;
    private readonly float[] _teacher, _student;
    private readonly Lazy<(FlatTensors Teacher, FlatTensors Student)> _held;

    internal AstModel(AstNetworks networks, float[] teacher, float[] student)
    {
        (_networks, _teacher, _student) = (networks, teacher, student);
        _held = new(() => (networks.Teacher.Layout.Hold(teacher), networks.Student.Layout.Hold(student)));
    }

    /// <summary>Channels of the colour's features that it was learnt with.</summary>
    internal int Colour => _networks.Colour;

    /// <summary>The teacher's weights.</summary>
    internal ReadOnlySpan<float> Teacher => _teacher;

    /// <summary>The student's weights.</summary>
    internal ReadOnlySpan<float> Student => _student;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_held.IsValueCreated)
            return;
        _held.Value.Teacher.Dispose();
        _held.Value.Student.Dispose();
    }

    /// <summary>How far the student is from the teacher; run it in a lane.</summary>
    /// <param name="sample">The scan.</param>
    /// <param name="options">The options that the model was learnt with.</param>
    /// <returns>The score of the scan, and of each pixel; shape [side, side].</returns>
    internal (float Whole, float[] Map) Score(AstSample sample, AstOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor features = _networks.Features(sample), position = _networks.Position(),
            foreground = _networks.Foreground(sample);
        Tensor latent = _networks.Teacher.Forward(_held.Value.Teacher, features, position).Latent,
            differences = AstLosses.Differences(latent, _networks.Student.Run(_held.Value.Student, features, position),
                foreground);
        (int places, int side) = (options.Grid, options.Side);
        var map = new float[side * side];
        GridResize.Bicubic(Tensors.ToFloats(differences * foreground.squeeze(1)), places, places, map, side, side);
        float whole = options.ScanScore == AstScanScore.Max ? map.Max() : Tensors.ToFloats(differences).Average();
        return (whole, map);
    }

    internal void Save(ArtifactWriter file)
    {
        file.AddText(ColourName, Models.OptionReader.Text(Colour));
        file.AddWeights(_networks.Teacher.Layout, _teacher, TeacherPrefix);
        file.AddWeights(_networks.Student.Layout, _student, StudentPrefix);
    }

    internal static AstModel Load(ArtifactReader file, AstOptions options)
    {
        int colour = file.Int32(ColourName);
        if (colour is < 0 or > 1 << 16)
            throw file.Error($"it looks at {colour} channels of colour; learn the model anew");
        var networks = new AstNetworks(options, colour);
        return new AstModel(networks, file.Weights(networks.Teacher.Layout, TeacherPrefix),
            file.Weights(networks.Student.Layout, StudentPrefix));
    }
}
