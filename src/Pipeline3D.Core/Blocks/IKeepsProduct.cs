namespace Pipeline3D.Core.Blocks;

/// <summary>A reducer whose product can be kept as a file, so that a resumed run need not make it again.</summary>
/// <remarks>For reducers whose inputs are too large to keep. The product read back must act exactly as the one
/// written.</remarks>
/// <typeparam name="TOut">The product.</typeparam>
public interface IKeepsProduct<TOut>
{
    /// <summary>Writes the product.</summary>
    void SaveProduct(TOut product, Stream stream);

    /// <summary>Reads it back.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    TOut LoadProduct(Stream stream);
}
