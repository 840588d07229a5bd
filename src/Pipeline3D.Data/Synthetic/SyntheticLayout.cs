namespace Pipeline3D.Data.Synthetic;

/// <summary>Whose folders and files a synthetic dataset imitates.</summary>
public enum SyntheticLayout
{
    /// <summary>MVTec 3D-AD: xyz TIFF in metres, rgb PNG, gt PNG with class ids.</summary>
    Mvtec3d = 0,

    /// <summary>Eyecandies: 16-bit depth PNG, six photographs, normals and five masks per sample.</summary>
    Eyecandies = 1,

    /// <summary>Real3D-AD: stitched templates and single-sided test clouds in millimetres, space separated
    /// truth.</summary>
    Real3d = 2,

    /// <summary>Anomaly-ShapeNet: closed shapes of about unit size, comma separated truth.</summary>
    AnomalyShapeNet = 3,
}
