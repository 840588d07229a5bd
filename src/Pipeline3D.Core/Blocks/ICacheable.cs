namespace Pipeline3D.Core.Blocks;

/// <summary>A transforming or applying block whose outputs can be kept between runs.</summary>
/// <remarks>For blocks that take long and whose output is small beside its input. The output read back must act exactly
/// as the one written; remarks and facts of the block itself are not kept. Raise the block's
/// <see cref="BlockAttribute.Version"/> when it computes something else.</remarks>
/// <typeparam name="TIn">The input payload.</typeparam>
/// <typeparam name="TOut">The output payload.</typeparam>
public interface ICacheable<in TIn, TOut>
{
    /// <summary>Writes what cannot be had from the input.</summary>
    void SaveOutput(TOut output, Stream stream);

    /// <summary>Makes the output of the input and of what was written.</summary>
    TOut LoadOutput(TIn input, Stream stream);
}
