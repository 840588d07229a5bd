using System.Collections.Immutable;
using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Networks.Fcgf;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.ThreeDSt.Fcgf;

/// <summary>A learnt network of fully convolutional geometric features. Immutable.</summary>
public sealed class FcgfModel : IForeignTeacher
{
    private const string Prefix = "fcgf.";

    internal FcgfModel(FcgfShape shape, double voxel, float[] weights)
        => (Shape, Voxel, Weights) = (shape, voxel, weights);

    /// <summary>Its sizes.</summary>
    public FcgfShape Shape { get; }

    /// <summary>Side of a voxel, in mean distances of neighbours.</summary>
    public double Voxel { get; }

    /// <summary>All numbers, in the order of its layout.</summary>
    internal float[] Weights { get; }

    TeacherKind IForeignTeacher.Kind => TeacherKind.Fcgf;

    int IForeignTeacher.Outputs => Shape.Outputs;

    (ITeacher Teacher, IDisposable Owned) IForeignTeacher.Open()
    {
        var teacher = new FcgfTeacher(this);
        return (teacher, teacher);
    }

    void IForeignTeacher.Write(ArtifactWriter file) => Write(file);

    /// <summary>Network and voxel in a few words, for messages and manifests.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"FCGF ({string.Join("-", Shape.Down)}, {Shape.Outputs} numbers, voxels of {Voxel} s)");

    internal void Write(ArtifactWriter file)
    {
        file.AddText($"{Prefix}down", string.Join(",", Shape.Down));
        file.AddText($"{Prefix}up", string.Join(",", Shape.Up));
        file.AddText($"{Prefix}first_kernel", OptionReader.Text(Shape.FirstKernel));
        file.AddText($"{Prefix}outputs", OptionReader.Text(Shape.Outputs));
        file.AddText($"{Prefix}voxel", OptionReader.Text(Voxel));
        file.AddWeights(FcgfNetwork.Layout(Shape), Weights, Prefix);
    }

    internal static FcgfModel Read(ArtifactReader file)
    {
        var shape = new FcgfShape
        {
            Down = Widths("down"), Up = Widths("up"), FirstKernel = file.Int32($"{Prefix}first_kernel"),
            Outputs = file.Int32($"{Prefix}outputs"),
        };
        double voxel = file.Double($"{Prefix}voxel");
        if (!(voxel > 0))
            throw file.Error($"voxels of {voxel} mean distances are none");
        FlatLayout layout;
        try
        {
            layout = FcgfNetwork.Layout(shape);
        }
        catch (ArgumentException cause)
        {
            throw file.Error($"it holds no FCGF network: {cause.Message}");
        }
        return new FcgfModel(shape, voxel, file.Weights(layout, Prefix));

        ImmutableArray<int> Widths(string name) => [.. file.Text(Prefix + name).Split(',').Select(text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int width) ? width
                : throw file.Error($"{Prefix}{name} is '{file.Text(Prefix + name)}', widths with commas are needed"))];
    }
}
