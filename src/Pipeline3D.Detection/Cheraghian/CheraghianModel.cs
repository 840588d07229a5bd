using Pipeline3D.Detection.Artifacts;

namespace Pipeline3D.Detection.Cheraghian;

/// <summary>A learnt point network, a learnt map from words to its features, and the words' vectors.</summary>
public sealed class CheraghianModel
{
    internal CheraghianModel(float[] points, float[] map, WordVectors vectors)
        => (Points, Map, Vectors) = (points, map, vectors);

    /// <summary>Numbers of <see cref="PointTask.Layers"/>.</summary>
    internal float[] Points { get; }

    /// <summary>Numbers of <see cref="MapTask.LayersOf"/>.</summary>
    internal float[] Map { get; }

    /// <summary>Vectors of words.</summary>
    internal WordVectors Vectors { get; }

    internal void Save(ArtifactWriter file)
    {
        file.Add("points", Points);
        file.Add("map", Map);
        Vectors.Save(file);
    }

    internal static CheraghianModel Load(ArtifactReader file)
    {
        var vectors = WordVectors.Load(file);
        return new CheraghianModel(file.Floats("points", PointTask.Layers.Count), file.Floats("map",
            MapTask.LayersOf(vectors.Length).Count), vectors);
    }
}
