namespace Pipeline3D.Networks.Dsr;

/// <summary>Sizes of a <see cref="DsrAutoencoder"/>; the defaults are the published ones.</summary>
public sealed record DsrShape
{
    /// <summary>Channels of the hidden layers; even, 2 or more.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Channels inside a residual unit; 1 or more.</summary>
    public int Residual { get; init; } = 128;

    /// <summary>Numbers of a code; even, 2 or more.</summary>
    public int Embedding { get; init; } = 256;

    /// <summary>Codes of each of the two codebooks; 2 or more.</summary>
    public int Codes { get; init; } = 2048;

    /// <summary>Fails unless a network can have these sizes.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public void Require()
    {
        if (Hidden < 2 || Hidden % 2 != 0 || Residual < 1 || Embedding < 2 || Embedding % 2 != 0 || Codes < 2)
            throw new ArgumentException($"a hidden width of {Hidden}, {Residual} inside residual units, {Codes} codes "
                + $"of {Embedding} numbers: hidden width and numbers must be even, and none below 2 (1 inside units)");
    }
}
