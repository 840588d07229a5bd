using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.ThreeDSt.Network;

/// <summary>A network's architecture as options of a model file.</summary>
internal static class ShapeText
{
    public static Dictionary<string, string> Write(NetworkShape shape, string prefix) => new(StringComparer.Ordinal)
    {
        [$"{prefix}width"] = OptionReader.Text(shape.Width),
        [$"{prefix}blocks"] = OptionReader.Text(shape.Blocks),
        [$"{prefix}head_outputs"] = OptionReader.Text(shape.HeadOutputs),
        [$"{prefix}encoding"] = shape.Encoding.ToString(),
    };

    public static NetworkShape Read(OptionReader text, string prefix) => OptionReader.Checked(new NetworkShape
    {
        Width = text.Int32($"{prefix}width"),
        Blocks = text.Int32($"{prefix}blocks"),
        HeadOutputs = text.Int32($"{prefix}head_outputs"),
        Encoding = text.Choice<NeighbourEncoding>($"{prefix}encoding"),
    }, shape => shape.Validate());
}
