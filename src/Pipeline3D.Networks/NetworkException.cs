namespace Pipeline3D.Networks;

/// <summary>A network, or one operation of it, failed: in which layer, on what input, and what libtorch says of
/// it.</summary>
public sealed class NetworkException : Exception
{
    internal NetworkException(string layer, string input, Exception cause)
        : base($"in {layer}{(input.Length > 0 ? $" ({input})" : "")}: {FirstLine(cause.Message)}", cause)
            => Layer = layer;

    /// <summary>Path of the layer from the network's own name on, for example <c>net.first.mlp</c>.</summary>
    public string Layer { get; }

    // libtorch's messages go on with some twelve lines of C++ frames.
    private static string FirstLine(string message) => message.AsSpan().IndexOfAny('\n', '\r') is var end and >= 0
        ? message[..end] : message;
}
