using Pipeline3D.Core.Options;

namespace Pipeline3D.Blocks.Sinks;

/// <summary>Options of <see cref="ViewsSink"/>.</summary>
public sealed record ViewsSinkOptions : IBlockOptions
{
    /// <summary>How the files lie.</summary>
    public ViewFiles Layout { get; init; }

    /// <inheritdoc/>
    public void Validate(Problems problems)
    {
    }
}

/// <summary>How the files of views lie.</summary>
public enum ViewFiles
{
    /// <summary>Few files per scan, small ones: a picture per view, and arrays over all views.</summary>
    Own = 0,

    /// <summary>Folders as PointAD's authors publish them, which source.rendered-views reads.</summary>
    Authors = 1,
}
