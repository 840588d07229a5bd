namespace Pipeline3D.Geometry.Views;

/// <summary>Which camera looks at the turned cloud. Both stand on +z and look along -z, y up.</summary>
public enum ViewCamera
{
    /// <summary>Looks at the mean of the points from twice the largest distance from it, so every view has the same
    /// distance and all of the cloud in it.</summary>
    Orbit = 0,

    /// <summary>Open3D's default camera as PointAD uses it: looks at the middle of the turned bounding box from 0.7 of
    /// its largest side over tan 30 degrees, in a square window whose pixels are then scaled to the image.</summary>
    PointAd = 1,
}
