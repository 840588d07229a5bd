namespace Pipeline3D.Definitions.Registry;

/// <summary>An assembly of blocks that cannot be used; says which, why and what to do.</summary>
public sealed class PluginException(string message, Exception? cause = null) : Exception(message, cause);
