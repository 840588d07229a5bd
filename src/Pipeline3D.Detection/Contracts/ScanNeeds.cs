using Pipeline3D.Core;

namespace Pipeline3D.Detection.Contracts;

/// <summary>What a method needs of a scan; checked before it sees one.</summary>
public readonly record struct ScanNeeds
{
    /// <summary>Whether it needs a pixel grid.</summary>
    public bool Grid { get; init; }

    /// <summary>Whether it needs a colour per pixel or point.</summary>
    public bool Colour { get; init; }

    /// <summary>Whether it needs the scan's views: pictures from several sides.</summary>
    public bool Views { get; init; }

    /// <summary>The unit that coordinates must have; null when any will do. Checked when a file is loaded,
    /// too.</summary>
    public LengthUnit? Unit { get; init; }

    /// <summary>Fewest points with a reading; 0 counts as 1.</summary>
    public int Readings { get; init; }
}
