namespace Pipeline3D.Cli.Scaffolds;

/// <summary>The kinds of block that can be begun by a scaffold; the first is the default.</summary>
internal enum ScaffoldKind
{
    /// <summary>One output per input.</summary>
    Transform = 0,

    /// <summary>Lets some inputs pass.</summary>
    Filter = 1,

    /// <summary>No output.</summary>
    Sink = 2,

    /// <summary>No input.</summary>
    Source = 3,
}
