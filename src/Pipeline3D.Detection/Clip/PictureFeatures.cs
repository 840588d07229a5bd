using Pipeline3D.Detection.Btf;

namespace Pipeline3D.Detection.Clip;

/// <summary>What a picture tower says of a row of pictures: per picture one vector for the whole and one per patch,
/// all of length 1.</summary>
/// <remarks>Kept in half precision by default: a cosine moves by about 2e-5.</remarks>
internal sealed class PictureFeatures
{
    private readonly byte[] _classes;
    private readonly byte[][] _tokens;

    private PictureFeatures(int pictures, int side, int length, bool isHalf, string weights, byte[] classes,
        byte[][] tokens)
    {
        (Pictures, Side, Length, IsHalf, WeightsHash) = (pictures, side, length, isHalf, weights);
        (_classes, _tokens) = (classes, tokens);
    }

    /// <summary>Number of pictures v.</summary>
    public int Pictures { get; }

    /// <summary>Patches per side g.</summary>
    public int Side { get; }

    /// <summary>Numbers of a vector e.</summary>
    public int Length { get; }

    /// <summary>Whether numbers are kept in half precision.</summary>
    public bool IsHalf { get; }

    /// <summary>SHA-256 of the weights that made them; empty for random ones.</summary>
    public string WeightsHash { get; }

    /// <summary>Layers of the tower that there are patch vectors of.</summary>
    public int Layers => _tokens.Length;

    /// <summary>Memory in bytes.</summary>
    public long ByteSize => _classes.LongLength + _tokens.Sum(layer => layer.LongLength);

    /// <summary>Keeps vectors, which are brought to length 1 here.</summary>
    /// <param name="side">Patches per side g.</param>
    /// <param name="length">Numbers of a vector e.</param>
    /// <param name="classes">Shape [v, e]: of the pictures.</param>
    /// <param name="tokens">Per layer shape [v, g * g, e]: of the patches, row-major, without the class token.</param>
    /// <param name="isHalf">Whether to keep half precision.</param>
    /// <param name="weights">SHA-256 of the weights that made them; empty for random ones.</param>
    /// <exception cref="NotFiniteNumberException">A number is not finite.</exception>
    public static PictureFeatures Of(int side, int length, float[] classes, IReadOnlyList<float[]> tokens, bool isHalf,
        string weights = "")
    {
        int pictures = classes.Length / length;
        if (classes.Length != pictures * length || tokens.Any(layer => layer.Length != pictures * side * side * length))
            throw new ArgumentException($"{classes.Length} and "
                + $"{string.Join(", ", tokens.Select(layer => layer.Length))} numbers are no vectors of {length} for "
                + $"pictures of {side} x {side} patches");
        return new PictureFeatures(pictures, side, length, isHalf, weights, UnitRows.Keep(classes, length, isHalf),
            [.. tokens.Select(layer => UnitRows.Keep(layer, length, isHalf))]);
    }

    /// <summary>The vectors of the whole pictures; shape [v, e].</summary>
    public float[] Classes() => UnitRows.Read(_classes, IsHalf);

    /// <summary>The vectors of the patches of one picture.</summary>
    /// <param name="layer">Which of the kept layers, from 0.</param>
    /// <param name="picture">Which picture.</param>
    /// <returns>Shape [g * g, e].</returns>
    public float[] Tokens(int layer, int picture)
    {
        var tokens = new float[Side * Side * Length];
        Tokens(layer, picture, tokens);
        return tokens;
    }

    /// <inheritdoc cref="Tokens(int, int)"/>
    /// <param name="layer">Which of the kept layers, from 0.</param>
    /// <param name="picture">Which picture.</param>
    /// <param name="tokens">Shape [g * g, e]; overwritten.</param>
    public void Tokens(int layer, int picture, Span<float> tokens)
        => UnitRows.Read(_tokens[layer], (long)picture * Side * Side * Length, tokens, IsHalf);

    /// <summary>The same in a buffer that is given back when it is disposed.</summary>
    /// <inheritdoc cref="Tokens(int, int)"/>
    public RentedFloats Rent(int layer, int picture)
    {
        var buffer = new RentedFloats(Side * Side * Length);
        Tokens(layer, picture, buffer.Span);
        return buffer;
    }

    /// <summary>Writes all.</summary>
    public void Write(BinaryWriter file)
    {
        foreach (int number in (ReadOnlySpan<int>)[Pictures, Side, Length, IsHalf ? 1 : 0, Layers])
            file.Write(number);
        file.Write(WeightsHash);
        FeatureBytes.Write<byte>(_classes, file);
        foreach (byte[] layer in _tokens)
            FeatureBytes.Write<byte>(layer, file);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PictureFeatures Read(BinaryReader file)
    {
        (int pictures, int side, int length, bool isHalf, int layers) = (file.ReadInt32(), file.ReadInt32(),
            file.ReadInt32(), file.ReadInt32() == 1, file.ReadInt32());
        string weights = file.ReadString();
        byte[] classes = FeatureBytes.ReadArray<byte>(file);
        var tokens = new byte[layers][];
        for (int i = 0; i < layers; i++)
            tokens[i] = FeatureBytes.ReadArray<byte>(file);
        return new PictureFeatures(pictures, side, length, isHalf, weights, classes, tokens);
    }
}
