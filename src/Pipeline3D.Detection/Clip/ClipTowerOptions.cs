using Pipeline3D.Core.Options;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip;

/// <summary>What all methods on CLIP's towers share: which weights, and of which size and precision pictures
/// are.</summary>
public abstract record ClipTowerOptions : MethodOptions
{
    /// <summary>Weights of CLIP: a file, a folder, or the name of a published model, which is looked for where such
    /// files lie. <c>random:</c> before it draws weights of its shape at random, as a control.</summary>
    [Preparation]
    public string Weights { get; init; } = "clip-vit-l-14-336";

    /// <summary>Precision in which features are kept: half moves a cosine by about 2e-5 and takes half the
    /// room.</summary>
    [Preparation]
    public FeaturePrecision Store { get; init; } = FeaturePrecision.Half;

    /// <summary>Side of the pictures that the tower sees, pixels; 0 for its own.</summary>
    [Preparation]
    public int PictureSize { get; init; }

    /// <summary>How the table of positions is brought to pictures of another side.</summary>
    [Preparation]
    public ClipPositions PosResize { get; init; } = ClipPositions.Bilinear;

    /// <summary>Activation of the towers, which no weights tell: by the rules of the file's kind, or one of
    /// both.</summary>
    [Preparation]
    public ActivationChoice Activation { get; init; } = ActivationChoice.Auto;

    /// <summary>Heads of the vision tower; 0 for width / 64 or what a configuration beside the file says.</summary>
    [Preparation]
    public int Heads { get; init; }

    /// <summary>Heads of the text tower; 0 likewise.</summary>
    [Preparation]
    public int TextHeads { get; init; }

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        problems.Require(Weights.Length > 0, nameof(Weights), Weights, "must name weights of CLIP");
        problems.RequireRange(PictureSize, 0, 4096, nameof(PictureSize));
        problems.RequireRange(Heads, 0, 1000, nameof(Heads));
        problems.RequireRange(TextHeads, 0, 1000, nameof(TextHeads));
    }

    /// <summary>What to load of the weights.</summary>
    internal ClipLoading Loading(ClipParts parts) => new()
    {
        Parts = parts, Positions = PosResize, Heads = Heads > 0 ? Heads : null,
        TextHeads = TextHeads > 0 ? TextHeads : null,
        Activation = Activation switch
        {
            ActivationChoice.QuickGelu => ClipActivation.QuickGelu,
            ActivationChoice.Gelu => ClipActivation.Gelu,
            _ => null,
        },
    };

    /// <summary>Looks for the weights and at the sizes of a tower, so that what it cannot do is told before any scan is
    /// read.</summary>
    /// <param name="tower">Which tower is needed.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">It is not there, or is no file of such weights.</exception>
    /// <exception cref="ArgumentException">The tower cannot do what the options ask for.</exception>
    internal string CheckWeights(ClipParts tower)
    {
        string path = ClipSearch.Find(OpenClip.NameOf(Weights));
        ClipShape shape = ClipInspection.ShapeOf(path, Loading(tower));
        if (shape.Vision is { } vision)
            CheckVision(vision, path);
        if (shape.Text is { } text)
            CheckText(text, path);
        return path;
    }

    /// <summary>Holds the options against a vision tower.</summary>
    /// <exception cref="ArgumentException">It cannot do what they ask for.</exception>
    internal virtual void CheckVision(ClipVisionShape tower, string path)
    {
        if (PictureSize % tower.Patch != 0)
            throw new ArgumentException($"picture_size is {PictureSize}, and {path} sees patches of {tower.Patch} "
                + $"pixels: give a multiple of {tower.Patch}");
    }

    /// <summary>Holds the options against a text tower.</summary>
    /// <exception cref="ArgumentException">It cannot do what they ask for.</exception>
    internal virtual void CheckText(ClipTextShape tower, string path)
    {
    }

    /// <summary>How pictures become features.</summary>
    internal virtual EncodingWay Way(ClipPath path) => new(path)
    {
        Size = PictureSize, IsHalf = Store == FeaturePrecision.Half,
    };
}

/// <summary>Precision of kept features.</summary>
public enum FeaturePrecision
{
    /// <summary>float16.</summary>
    Half = 0,

    /// <summary>float32.</summary>
    Single = 1,
}

/// <summary>Which activation the towers have.</summary>
public enum ActivationChoice
{
    /// <summary>By the kind of file, and what lies beside it.</summary>
    Auto = 0,

    /// <summary>x * sigmoid(1.702 x): OpenAI's models.</summary>
    QuickGelu = 1,

    /// <summary>x * Phi(x): open_clip's models.</summary>
    Gelu = 2,
}
