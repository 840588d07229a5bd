using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Detection.ThreeDSt.Teachers;
using Pipeline3D.Networks.PpfFoldNet;
using Pipeline3D.Networks.Training;

namespace Pipeline3D.Detection.ThreeDSt.PpfFoldNet;

/// <summary>A learnt PPF-FoldNet. Immutable.</summary>
public sealed class PpfFoldNetModel : IForeignTeacher
{
    private const string Prefix = "ppf.";

    internal PpfFoldNetModel(PpfFoldNetShape shape, int patchPoints, double reach, float[] weights)
        => (Shape, PatchPoints, Reach, Weights) = (shape, patchPoints, reach, weights);

    /// <summary>Its sizes.</summary>
    public PpfFoldNetShape Shape { get; }

    /// <summary>Points of a patch.</summary>
    public int PatchPoints { get; }

    /// <summary>Reach of a patch, in mean distances of neighbours.</summary>
    public double Reach { get; }

    /// <summary>All numbers, in the order of its layout.</summary>
    internal float[] Weights { get; }

    TeacherKind IForeignTeacher.Kind => TeacherKind.PpfFoldnet;

    int IForeignTeacher.Outputs => Shape.Code;

    (ITeacher Teacher, IDisposable Owned) IForeignTeacher.Open()
    {
        var teacher = new PpfFoldNetTeacher(this);
        return (teacher, teacher);
    }

    void IForeignTeacher.Write(ArtifactWriter file) => Write(file);

    /// <summary>Sizes in a few words, for messages and manifests.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"PPF-FoldNet ({Shape.Code} numbers, patches of {PatchPoints} points within {Reach} s)");

    internal void Write(ArtifactWriter file)
    {
        file.AddText($"{Prefix}widths", string.Join(",", Shape.Widths));
        foreach ((string name, int size) in new[]
        {
            ("code", Shape.Code), ("folding", Shape.Folding), ("folding_layers", Shape.FoldingLayers),
            ("grid", Shape.Grid), ("patch_points", PatchPoints),
        })
            file.AddText(Prefix + name, OptionReader.Text(size));
        file.AddText($"{Prefix}reach", OptionReader.Text(Reach));
        file.AddWeights(PpfFoldNetNetwork.Layout(Shape), Weights, Prefix);
    }

    internal static PpfFoldNetModel Read(ArtifactReader file)
    {
        string widths = file.Text($"{Prefix}widths");
        var shape = new PpfFoldNetShape
        {
            Widths = [.. widths.Split(',').Select(text => int.TryParse(text, NumberStyles.None,
                CultureInfo.InvariantCulture, out int width) ? width
                : throw file.Error($"{Prefix}widths is '{widths}', widths with commas are needed"))],
            Code = Size("code"), Folding = Size("folding"), FoldingLayers = Size("folding_layers"), Grid = Size("grid"),
        };
        int points = Size("patch_points");
        double reach = file.Double($"{Prefix}reach");
        if (points < 1 || !(reach > 0))
            throw file.Error($"patches of {points} points within {reach} mean distances are none");
        FlatLayout layout;
        try
        {
            layout = PpfFoldNetNetwork.Layout(shape);
        }
        catch (ArgumentException cause)
        {
            throw file.Error($"it holds no PPF-FoldNet: {cause.Message}");
        }
        return new PpfFoldNetModel(shape, points, reach, file.Weights(layout, Prefix));

        int Size(string name) => file.Int32(Prefix + name);
    }
}
