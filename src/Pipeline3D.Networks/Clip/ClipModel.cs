using System.Globalization;
using System.Security.Cryptography;
using Pipeline3D.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Clip;

/// <summary>A CLIP model with the towers that were asked for, in float32 and frozen.</summary>
/// <remarks>Read are OpenAI's archives, PyTorch archives and checkpoints and safetensors, under the names of OpenAI,
/// open_clip and Hugging Face; nothing in a file is executed, and every layout gives the same tensors bit by bit.
/// </remarks>
public sealed class ClipModel : IDisposable
{
    // ln(1 / 0.07), where training begins.
    private const float FirstLogitScale = 2.6592600f;
    private readonly ClipVision? _vision;
    private readonly ClipText? _text;

    private ClipModel(ClipTensors tensors, ClipShape shape, ClipPositions positions, ClipReport report)
    {
        (Tensors, Shape, Report) = (tensors, shape, report);
        if (shape.Vision is { } vision)
            _vision = new ClipVision(tensors, vision, shape.Activation, positions);
        if (shape.Text is { } text)
            _text = new ClipText(tensors, text, shape.Activation);
    }

    /// <summary>Its sizes; a tower that was not loaded is null.</summary>
    public ClipShape Shape { get; }

    /// <summary>What it was loaded from.</summary>
    public ClipReport Report { get; }

    /// <summary>The tower of pictures.</summary>
    /// <exception cref="InvalidOperationException">It was not loaded.</exception>
    public ClipVision Vision => _vision ?? throw new InvalidOperationException(
        $"the vision tower of {Report.FilePath} was not loaded");

    /// <summary>The tower of prompts.</summary>
    /// <exception cref="InvalidOperationException">It was not loaded.</exception>
    public ClipText Text => _text ?? throw new InvalidOperationException(
        $"the text tower of {Report.FilePath} was not loaded");

    /// <summary>Logarithm of the factor that CLIP's own logits have; ln(1 / 0.07) where the file has none.</summary>
    public float LogitScale => Tensors.Has("logit_scale") ? Tensors["logit_scale"].item<float>() : FirstLogitScale;

    internal ClipTensors Tensors { get; }

    /// <summary>Loads a model from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="loading">What to load; null: both towers, everything by rule.</param>
    /// <exception cref="WeightFormatException">It is no CLIP model, not whole, damaged or hostile; the message says
    /// which.</exception>
    /// <exception cref="TorchUnavailableException">Networks do not run here.</exception>
    /// <remarks>Cost: one pass over the file for its hash and one over the towers asked for; memory of these in
    /// float32.</remarks>
    public static ClipModel Load(string path, ClipLoading? loading = null)
    {
        using WeightFile file = WeightFile.Open(path);
        return Load(file, loading);
    }

    /// <inheritdoc cref="Load(string, ClipLoading?)"/>
    /// <param name="file">The file; not needed once the model is there.</param>
    /// <param name="loading">What to load; null: both towers, everything by rule.</param>
    public static ClipModel Load(WeightFile file, ClipLoading? loading = null)
    {
        loading ??= new ClipLoading();
        Device device = TorchRuntime.Device(loading.Device);
        ClipInspection found = ClipInspection.Of(file, loading, out ClipNames names,
            out IReadOnlyList<(string Name, long[] Shape)> expected);
        found.Fit.Require(file.FilePath);
        ClipTensors tensors = ClipReading.Read(file, names, expected);
        tensors.Move(device);
        return new ClipModel(tensors, found.Shape, loading.Positions, found.Report);
    }

    /// <summary>A model with weights drawn at random, as before any training: for tests and for times.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="seed">Seed of the draws; the process's own generator is left alone.</param>
    /// <param name="device">Where it runs; drawn on the cores all the same, so that it is the same model
    /// everywhere.</param>
    public static ClipModel Random(ClipShape shape, int seed, string device = "cpu")
    {
        Device there = TorchRuntime.Device(device);
        ClipTensors tensors = ClipDraws.Draw(shape, seed);
        tensors.Move(there);
        return new ClipModel(tensors, shape, ClipPositions.Bilinear,
            new ClipReport($"random weights (seed {seed})", ClipLayout.OpenAi, "", "", "option", true, "option",
                [], []));
    }

    /// <summary>SHA-256 over the float32 numbers of all tensors in ordinal order of their names in OpenAI's words:
    /// equal for equal models, whatever file they came from.</summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in Tensors.Names)
        {
            using DisposeScope scope = NewDisposeScope();
            hash.AppendData(Tensors[name].cpu().contiguous().bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes the model as safetensors under OpenAI's names, with activation and heads in the header, so that
    /// it is loaded again without being told.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type">Float32, or Float16 of half the size, to which numbers are rounded.</param>
    /// <exception cref="ArgumentException">A number is too large for Float16.</exception>
    public void Save(Stream stream, WeightType type = WeightType.Float32)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        // What was guessed is guessed again, with its warning.
        if (Report.ActivationIsSure)
            said[ClipRules.ActivationKey] = ClipRules.Word(Shape.Activation);
        if (Shape.Vision is { } vision)
            said[ClipRules.HeadsKey] = vision.Heads.ToString(CultureInfo.InvariantCulture);
        if (Shape.Text is { } text)
            said[ClipRules.TextHeadsKey] = text.Heads.ToString(CultureInfo.InvariantCulture);
        SafetensorsWriter.Write(stream, [.. Tensors.Names.Select(name => (name, Tensors[name].shape))],
            name => Networks.Tensors.ToFloats(Tensors[name]), type, said);
    }

    /// <summary>Length of every tensor (root of the sum of squares), to compare with another installation.</summary>
    public IEnumerable<(string Name, double Length)> Norms()
    {
        foreach (string name in Tensors.Names)
            yield return (name, Math.Sqrt(Networks.Tensors.ToFloats(Tensors[name])
                .Sum(number => (double)number * number)));
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        _vision?.Forget();
        Tensors.Dispose();
    }
}
