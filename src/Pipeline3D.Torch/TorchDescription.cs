namespace Pipeline3D.Torch;

/// <summary>The native stack that models run on.</summary>
/// <param name="Version">Version of libtorch.</param>
/// <param name="Blas">What serves matrix products, in its own words.</param>
/// <param name="BlasLibrary">Path of the library that it comes from.</param>
/// <param name="IsFastBlas">False for the reference BLAS, whose matrix products are some twenty times slower.</param>
/// <param name="Threads">Threads of one operator.</param>
/// <param name="BlasThreads">Threads of a matrix product; -1 where the BLAS does not say.</param>
public sealed record TorchDescription(
    string Version, string Blas, string BlasLibrary, bool IsFastBlas, int Threads, int BlasThreads)
{
    /// <summary>What is wrong with this stack and the command that helps; empty when nothing is.</summary>
    public string Warning => IsFastBlas ? ""
        : $"matrix products run on the reference BLAS ({BlasLibrary}), many times slower: apt-get install libopenblas0-pthread";

    /// <inheritdoc/>
    public override string ToString() => $"libtorch {Version}, {Blas} ({BlasLibrary}), {Threads} threads";
}
