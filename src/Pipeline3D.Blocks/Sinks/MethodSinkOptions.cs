using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Options of sinks that write per method.</summary>
public record MethodSinkOptions : IBlockOptions
{
    /// <summary>Name of the method, for runs that compare several: its files then go to methods/NAME; empty for the
    /// run's main method.</summary>
    public string Method { get; init; } = "";

    /// <inheritdoc/>
    public virtual void Validate(Problems problems) => problems.Require(
        Method.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'), nameof(Method), Method,
        "must be made of letters, digits, '-' and '_'");
}
