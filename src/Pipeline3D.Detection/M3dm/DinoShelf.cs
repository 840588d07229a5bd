using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;
using Pipeline3D.Networks.Dino;

namespace Pipeline3D.Detection.M3dm;

/// <summary>The DINO towers that are open, so that all blocks of a program share one copy of each.</summary>
/// <remarks>A program offers one to the methods it makes; a method that is offered none makes its own. Safe for
/// concurrent use. A tower is loaded when it is first asked for and stays until the shelf is disposed.</remarks>
public sealed class DinoShelf : IDisposable
{
    private readonly OpenNetworks<string, DinoModel> _open = new(DinoModel.Load);
    private readonly FileHashes _hashes = new(path => path);

    /// <summary>A tower.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    internal DinoModel Open(string path)
        => _open.Open(path);

    /// <summary>Fails where the file is not there.</summary>
    /// <exception cref="FileNotFoundException">It says which would do.</exception>
    internal static void Check(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"there is no file {path} of weights of DINO; the published one is "
                + "dino_vitbase8_pretrain.pth of https://github.com/facebookresearch/dino. Nothing is downloaded");
    }

    /// <summary>SHA-256 of the file, by which outputs made with another one under the same name are told apart; empty
    /// when none is named or there.</summary>
    internal string FilesKey(string path) => path.Length == 0 ? "" : _hashes.Of(path);

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Dispose();
    }
}
