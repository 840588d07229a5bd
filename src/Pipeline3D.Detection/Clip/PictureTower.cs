using Pipeline3D.Geometry.Pictures;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.Clip;

/// <summary>Pictures through the frozen tower, a few at a time.</summary>
internal static class PictureTower
{
    // Matrices are large enough by then, and activations stay below a quarter of a gigabyte for ViT-L/14 at 336.
    private const int Together = 3;

    /// <summary>Features of pictures.</summary>
    /// <param name="clip">The model.</param>
    /// <param name="pictures">RGB bytes, shape [side, side, 3] each; resized as PIL does when the side is
    /// another.</param>
    /// <param name="side">Side of the given pictures, pixels.</param>
    /// <param name="way">Layers, path and precision.</param>
    /// <param name="stop">Ends the work between pictures.</param>
    /// <exception cref="NotFiniteNumberException">The tower gave a number that is none.</exception>
    public static PictureFeatures Encode(OpenClip clip, IReadOnlyList<byte[]> pictures, int side, EncodingWay way,
        CancellationToken stop)
    {
        ClipVision vision = clip.Model.Vision;
        int size = way.Size > 0 ? way.Size : vision.Shape.Image;
        int[] layers = way.Layers.IsDefaultOrEmpty ? [vision.Shape.Layers] : [.. way.Layers];
        int length = clip.Model.Shape.Embedding, grid = size / vision.Shape.Patch, patches = grid * grid * length;
        var classes = new float[pictures.Count * length];
        float[][] tokens = [.. layers.Select(_ => new float[pictures.Count * patches])];
        for (int first = 0; first < pictures.Count; first += Together)
        {
            stop.ThrowIfCancellationRequested();
            int start = first, count = Math.Min(Together, pictures.Count - first);
            var input = new float[count * 3 * size * size];
            for (int i = 0; i < count; i++)
            {
                byte[] picture = pictures[first + i];
                if (side != size)
                    picture = PilResize.Resize(picture, (side, side), (size, size), 3, PilFilter.Bicubic);
                ClipPicture.Normalise(picture, input.AsSpan(i * 3 * size * size, 3 * size * size));
            }
            clip.Lane.Run(device =>
            {
                using DisposeScope scope = NewDisposeScope();
                ClipPictures found = vision.Encode(Tensors.From(input, count, 3, size, size).to(device), way.Path,
                    way.LocalFrom, layers);
                Tensors.CopyTo(way.ClassNorm ? found.Class : found.ClassWithoutNorm, classes.AsSpan(start * length));
                for (int i = 0; i < layers.Length; i++)
                    Tensors.CopyTo(found.Tokens[i].narrow(1, 1, grid * grid), tokens[i].AsSpan(start * patches));
                return true;
            }, stop);
        }
        return PictureFeatures.Of(grid, length, classes, tokens, way.IsHalf, clip.Model.Report.Sha256);
    }
}
