namespace Pipeline3D.Torch;

/// <summary>An operation of libtorch failed: which operator, on what shapes, in which layer of the model, and why.</summary>
public sealed class TorchException : Exception
{
    private readonly List<string> _layers = [];

    internal TorchException(string operatorName, string arguments, string reason, Exception? cause = null)
        : base(reason, cause) => (Operator, Arguments, Reason) = (operatorName, arguments, reason);

    /// <summary>Name of the ATen operator, for example <c>aten::mm</c>, or of the call that failed.</summary>
    public string Operator { get; }

    /// <summary>The arguments with types and shapes, for example <c>float32[2, 3], float32[4, 5]</c>; may be empty.</summary>
    public string Arguments { get; }

    /// <summary>What libtorch said.</summary>
    public string Reason { get; }

    /// <summary>Path of the module being called, outermost first, for example <c>student.block1.linear</c>; empty outside
    /// of a module.</summary>
    public string Layer => string.Join('.', Enumerable.Reverse(_layers));

    /// <inheritdoc/>
    public override string Message =>
        $"{(_layers.Count > 0 ? $"in {Layer}: " : "")}{Operator}({Arguments}): {Reason}";

    /// <summary>Notes one more enclosing layer; always false, so that it can stand in an exception filter.</summary>
    internal bool Passes(string layer)
    {
        _layers.Add(layer);
        return false;
    }
}
