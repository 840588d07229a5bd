using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipeline3D.Networks.Clip;

/// <summary>CLIP's tower of pictures, frozen: a vision transformer with a class token.</summary>
/// <remarks>Nothing is differentiated. Memory over the weights is that of one block's activations for the pictures of
/// one call (about 85 MB a picture for ViT-L/14 at 336 pixels); whoever has many hands them over in parts. Safe for
/// concurrent use. Sources: Radford and others 2021; the dual path: Zhou and others 2024 (AnomalyCLIP).</remarks>
public sealed class ClipVision
{
    private readonly Dictionary<int, Tensor> _resized = [];
    private readonly Lock _gate = new();
    private readonly Tensor _conv, _class, _positions, _projection;
    private readonly (Tensor Weight, Tensor Bias) _before, _after;
    private readonly ClipBlock[] _blocks;
    private readonly ClipPositions _rule;

    internal ClipVision(ClipTensors tensors, ClipVisionShape shape, ClipActivation activation, ClipPositions rule)
    {
        (Shape, _rule) = (shape, rule);
        _conv = tensors["visual.conv1.weight"];
        _class = tensors["visual.class_embedding"];
        _positions = tensors["visual.positional_embedding"];
        _projection = tensors["visual.proj"];
        _before = (tensors["visual.ln_pre.weight"], tensors["visual.ln_pre.bias"]);
        _after = (tensors["visual.ln_post.weight"], tensors["visual.ln_post.bias"]);
        _blocks = [.. Enumerable.Range(0, shape.Layers).Select(i => new ClipBlock(tensors,
            $"visual.transformer.resblocks.{i}.", shape.Width, shape.Heads, activation))];
    }

    /// <summary>Its sizes.</summary>
    public ClipVisionShape Shape { get; }

    /// <summary>Features of pictures.</summary>
    /// <param name="pictures">Shape [n, 3, side, side], RGB, normalised by <see cref="ClipPicture"/>; the side is a
    /// multiple of the patch.</param>
    /// <param name="path">Which tokens the layers give.</param>
    /// <param name="localFrom">First layer (from 1) of the local path; before it, the layers' tokens are the plain
    /// ones. 0: <see cref="ClipVisionShape.DefaultLocalFrom"/>. Without meaning on the plain path.</param>
    /// <param name="layers">Layers (from 1) whose tokens are wanted; may be empty.</param>
    /// <param name="project">Take the tokens through the projection, as the class feature; false leaves them after
    /// the last norm.</param>
    /// <exception cref="ArgumentException">Pictures of another shape, or a layer that there is not.</exception>
    public ClipPictures Encode(Tensor pictures, ClipPath path, int localFrom, IReadOnlyList<int> layers,
        bool project = true)
    {
        foreach (int layer in layers)
            if (layer < 1 || layer > Shape.Layers)
                throw new ArgumentOutOfRangeException(nameof(layers), layer,
                    $"must be a layer of 1 to {Shape.Layers}");
        if (localFrom < 0 || localFrom > Shape.Layers)
            throw new ArgumentOutOfRangeException(nameof(localFrom), localFrom,
                $"must be a layer of 1 to {Shape.Layers}, or 0 for the default");
        int first = path == ClipPath.Plain ? int.MaxValue : localFrom == 0 ? Shape.DefaultLocalFrom : localFrom;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        Tensor stream = Norm(Placed(pictures), _before);
        Tensor? local = null;
        var tokens = new Tensor[layers.Count];
        for (int i = 1; i <= Shape.Layers; i++)
        {
            if (i == first)
                local = stream.clone();
            _blocks[i - 1].InPlace(stream, local);
            for (int at = 0; at < layers.Count; at++)
                if (layers[at] == i)
                    tokens[at] = Finished(local ?? stream, project);
        }
        Tensor last = stream.select(1, 0);
        var result = new ClipPictures(Norm(last, _after).mm(_projection), last.contiguous().mm(_projection), tokens);
        scope.MoveToOuter([result.Class, result.ClassWithoutNorm, .. tokens]);
        return result;
    }

    /// <summary>Features of pictures as training needs them: everything can be differentiated, and nothing is
    /// freed before the caller's scope.</summary>
    /// <param name="pictures">As for <see cref="Encode"/>.</param>
    /// <returns>Class features [n, embedding] and the last layer's tokens of the local path, projected,
    /// [n, 1 + patches, embedding].</returns>
    internal (Tensor Class, Tensor Local) EncodeForTraining(Tensor pictures)
    {
        Tensor stream = Norm(Placed(pictures), _before);
        Tensor? local = null;
        for (int i = 1; i <= Shape.Layers; i++)
        {
            if (i == Shape.DefaultLocalFrom)
                local = stream;
            (stream, local) = _blocks[i - 1].Both(stream, local);
        }
        return (Norm(stream.select(1, 0), _after).mm(_projection), Finished(local!, project: true));
    }

    /// <summary>Features of square windows of patches, each seen by itself: its patches with their positions and the
    /// class token, taken through the whole tower.</summary>
    /// <param name="pictures">Shape [n, 3, side, side], as for <see cref="Encode"/>.</param>
    /// <param name="side">Patches along one side of a window.</param>
    /// <returns>Shape [n, windows, embedding], windows row by row at steps of one patch.</returns>
    /// <remarks>Source: Jeong and others 2023 (WinCLIP).</remarks>
    /// <exception cref="ArgumentException">Pictures of another shape, or a window larger than they are.</exception>
    public Tensor EncodeWindows(Tensor pictures, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable frozen = no_grad();
        Tensor placed = Placed(pictures);
        long[] shape = placed.shape;
        int grid = (int)Math.Round(Math.Sqrt(shape[1] - 1));
        int[][] windows = Windows(grid, side);
        long tokens = 1 + (side * side);
        long[] chosen = [.. windows.SelectMany(window => window.Select(patch => 1L + patch).Prepend(0))];
        Tensor stream = Norm(placed.index_select(1, Tensors.From(chosen, chosen.Length).to(placed.device))
            .view(shape[0] * windows.Length, tokens, shape[2]), _before);
        foreach (ClipBlock block in _blocks)
            block.InPlace(stream, null);
        return Norm(stream.select(1, 0), _after).mm(_projection).view(shape[0], windows.Length, -1)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Patches (row * grid + column) of every window, windows row by row.</summary>
    /// <param name="grid">Patches along one side of the picture.</param>
    /// <param name="side">Patches along one side of a window.</param>
    /// <exception cref="ArgumentOutOfRangeException">No window of that side fits.</exception>
    public static int[][] Windows(int grid, int side)
    {
        if (side < 1 || side > grid)
            throw new ArgumentOutOfRangeException(nameof(side), side,
                $"must be 1 to {grid} patches, the picture's side");
        int steps = grid - side + 1;
        return [.. Enumerable.Range(0, steps * steps).Select(window => Enumerable.Range(0, side * side)
            .Select(i => ((window / steps + i / side) * grid) + (window % steps) + (i % side)).ToArray())];
    }

    private Tensor Finished(Tensor stream, bool project)
    {
        Tensor normed = Norm(stream, _after);
        if (!project)
            return normed;
        long[] shape = normed.shape;
        Tensor projected = normed.view(-1, shape[2]).mm(_projection).view(shape[0], shape[1], -1);
        normed.Dispose();
        return projected;
    }

    // Class token and patches with their positions, [n, 1 + patches, width].
    private Tensor Placed(Tensor pictures)
    {
        long[] shape = pictures.shape;
        if (shape is not [ > 0, 3, _, _] || shape[2] != shape[3] || shape[2] < Shape.Patch
            || shape[2] % Shape.Patch != 0)
            throw new ArgumentException($"pictures of shape [{string.Join(", ", shape)}]: [n, 3, side, side] is "
                + $"needed, the side a multiple of {Shape.Patch} as {Shape.Image}", nameof(pictures));
        using DisposeScope scope = NewDisposeScope();
        Tensor patches = functional.conv2d(pictures.to(_conv.device).to(ScalarType.Float32), _conv,
            strides: [Shape.Patch, Shape.Patch]).flatten(2).transpose(1, 2);
        return cat([_class.expand(shape[0], 1, -1), patches], 1).add_(Positions((int)shape[2] / Shape.Patch),
            HeldScalars.One)
            .MoveToOuterDisposeScope();
    }

    private Tensor Positions(int grid)
    {
        if (grid == Shape.Grid)
            return _positions;
        lock (_gate)
        {
            if (_resized.TryGetValue(grid, out Tensor? known))
                return known;
            using DisposeScope scope = NewDisposeScope();
            Tensor table = _positions.narrow(0, 1, _positions.shape[0] - 1).t()
                .reshape(1, Shape.Width, Shape.Grid, Shape.Grid);
            Tensor resized = _rule == ClipPositions.Bilinear
                ? functional.interpolate(table, [grid, grid], mode: InterpolationMode.Bilinear, align_corners: false)
                : functional.interpolate(table, [grid, grid], mode: InterpolationMode.Bicubic, align_corners: false,
                    antialias: true);
            Tensor all = cat([_positions.narrow(0, 0, 1), resized.flatten(2).squeeze(0).t()], 0);
            return _resized[grid] = all.DetachFromDisposeScope();
        }
    }

    internal void Forget()
    {
        lock (_gate)
        {
            foreach (Tensor table in _resized.Values)
                table.Dispose();
            _resized.Clear();
        }
    }

    private static Tensor Norm(Tensor tokens, (Tensor Weight, Tensor Bias) norm)
        => ClipBlock.Norm(tokens, norm.Weight, norm.Bias);
}
