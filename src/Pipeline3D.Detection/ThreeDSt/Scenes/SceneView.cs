namespace Pipeline3D.Detection.ThreeDSt.Scenes;

/// <summary>Which points of a scene there are.</summary>
public enum SceneView
{
    /// <summary>All around the objects, as the paper's scenes have them.</summary>
    Around = 0,

    /// <summary>What a sensor far above sees, looking down along z, as most scans are.</summary>
    Above = 1,
}
