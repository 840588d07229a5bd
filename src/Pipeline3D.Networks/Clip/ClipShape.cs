namespace Pipeline3D.Networks.Clip;

/// <summary>Sizes of a CLIP model, as its tensors have them.</summary>
/// <param name="Vision">The tower of pictures; null where the file has none, or it was not asked for.</param>
/// <param name="Text">The tower of prompts; null likewise.</param>
/// <param name="Embedding">Numbers of a feature, the same for both towers.</param>
/// <param name="Activation">Between the two layers of every MLP; no tensor tells it.</param>
public sealed record ClipShape(
    ClipVisionShape? Vision, ClipTextShape? Text, int Embedding, ClipActivation Activation);

/// <summary>Sizes of a vision transformer.</summary>
/// <param name="Image">Side of the pictures that its positions were made for, pixels.</param>
/// <param name="Patch">Side of a patch, pixels.</param>
/// <param name="Width">Numbers of a token.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Heads of attention; they divide the width.</param>
public sealed record ClipVisionShape(int Image, int Patch, int Width, int Layers, int Heads)
{
    /// <summary>Patches along one side of a picture of the size above.</summary>
    public int Grid => Image / Patch;

    /// <summary>First layer (from 1) of the local path where nothing else is said: the last 19 of 24 blocks, and as
    /// large a share of any other number, rounded up from a half on.</summary>
    public int DefaultLocalFrom => 1 + (int)Math.Round(Layers * 5 / 24.0, MidpointRounding.AwayFromZero);
}

/// <summary>Sizes of a text transformer.</summary>
/// <param name="Width">Numbers of a token.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Heads of attention; they divide the width.</param>
/// <param name="Context">Tokens that a prompt may have.</param>
/// <param name="Vocabulary">Tokens that there are.</param>
public sealed record ClipTextShape(int Width, int Layers, int Heads, int Context, int Vocabulary);

/// <summary>What lies between the two layers of an MLP.</summary>
public enum ClipActivation
{
    /// <summary>x * sigmoid(1.702 x): the models of OpenAI.</summary>
    QuickGelu,

    /// <summary>x * Phi(x) by the error function: the models of open_clip.</summary>
    Gelu,
}

/// <summary>How the table of positions is brought to pictures of another size.</summary>
public enum ClipPositions
{
    /// <summary>Bilinear between the grid's centres, as PointAD and AnomalyCLIP do.</summary>
    Bilinear,

    /// <summary>Bicubic and smoothed when it shrinks, as open_clip does when it loads.</summary>
    BicubicAntialias,
}

/// <summary>Which tokens a picture gives.</summary>
public enum ClipPath
{
    /// <summary>Those of the blocks themselves.</summary>
    Plain,

    /// <summary>Those of a second stream beside the first that takes values attending to values, without MLP; it
    /// keeps what a place shows apart from the rest of the picture. AnomalyCLIP calls it DPAM.</summary>
    Dual,
}
