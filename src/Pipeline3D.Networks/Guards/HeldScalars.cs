using TorchSharp;

namespace Pipeline3D.Networks.Guards;

/// <summary>Numbers that operators take, held as long as the program runs.</summary>
/// <remarks>TorchSharp makes a native number of every C# one, hands its address over and holds it no longer: a garbage
/// collection in that moment frees it while libtorch still reads it ("Expected false to be true ... toFloat"). Sums
/// make one, too, for their factor. Sums of tensors and leaky slopes are made with these; the operators that make their
/// own are banned.</remarks>
public static class HeldScalars
{
    /// <summary>The factor of a sum's second term.</summary>
    public static readonly Scalar One = 1.0;

    /// <summary>The factor of a difference's second term.</summary>
    public static readonly Scalar MinusOne = -1.0;

    /// <summary>The slope below 0 of most leaky ReLUs.</summary>
    public static readonly Scalar Leak = 0.2;

    /// <summary>Minus the mean of two.</summary>
    public static readonly Scalar MinusHalf = -0.5;

    /// <summary>The factor of QuickGELU.</summary>
    public static readonly Scalar QuickGelu = 1.702;
}
