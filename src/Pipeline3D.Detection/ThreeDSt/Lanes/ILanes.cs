namespace Pipeline3D.Detection.ThreeDSt.Lanes;

/// <summary>Arithmetic on several channels at once: the operator struct that a network kernel is written
/// over.</summary>
/// <typeparam name="TV">A register of <see cref="Width"/> floats.</typeparam>
/// <remarks>Kernels run lanes over channels and never add across lanes, and every multiply-add is fused; so the wide
/// forms and the scalar form give the same bits.</remarks>
internal interface ILanes<TV>
    where TV : struct
{
    /// <summary>Floats in a register.</summary>
    static abstract int Width { get; }

    /// <summary>Reads from <paramref name="source"/> + <paramref name="offset"/> floats.</summary>
    static abstract TV Load(ref readonly float source, nint offset);

    /// <summary>Writes to <paramref name="target"/> + <paramref name="offset"/> floats.</summary>
    static abstract void Store(TV value, ref float target, nint offset);

    /// <summary>One value in every lane.</summary>
    static abstract TV All(float value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TV MultiplyAdd(TV a, TV b, TV c);

    /// <summary>a + b.</summary>
    static abstract TV Add(TV a, TV b);

    /// <summary>a * b.</summary>
    static abstract TV Multiply(TV a, TV b);

    /// <summary>z where z > 0, else slope * z.</summary>
    static abstract TV Leaky(TV z, TV slope);

    /// <summary>The derivative of <see cref="Leaky"/>: 1 where z > 0, else slope.</summary>
    static abstract TV LeakySlope(TV z, TV slope);
}
