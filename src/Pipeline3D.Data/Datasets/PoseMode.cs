namespace Pipeline3D.Data.Datasets;

/// <summary>How Eyecandies' pose turns camera coordinates into the scan's: its own documents disagree.</summary>
public enum PoseMode
{
    /// <summary>The pose maps world to camera and is inverted: the documentation, M3DM, CFM and 3DSR.</summary>
    WorldToCamera = 0,

    /// <summary>The pose maps camera to world and is applied: the official point-cloud stage, PointAD.</summary>
    CameraToWorld = 1,

    /// <summary>The pose is left out; points stay in the camera's frame.</summary>
    Identity = 2,
}
