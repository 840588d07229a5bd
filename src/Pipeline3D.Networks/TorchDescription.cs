namespace Pipeline3D.Networks;

/// <summary>What networks run on here.</summary>
/// <param name="Available">They run.</param>
/// <param name="Version">Version of libtorch; empty when it is not known.</param>
/// <param name="Folder">Where it was loaded from; empty when it was not.</param>
/// <param name="Cuda">It is a CUDA build and sees a device.</param>
/// <param name="Threads">Threads of one operator; 0 when it was not loaded.</param>
/// <param name="Why">Why they do not run, in one sentence; empty when they do.</param>
public sealed record TorchDescription(
    bool Available, string Version, string Folder, bool Cuda, int Threads, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => !Available ? Why
        : $"libtorch {(Version.Length > 0 ? Version : "of unknown version")} in {Folder}, {Threads} threads, "
            + (Cuda ? "CUDA" : "no CUDA");
}
